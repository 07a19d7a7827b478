"""The paths that this server answers are the ones that a setting can't take."""

from mutoscope.api.app import ENDPOINTS
from mutoscope.config import OWN_PATHS
from mutoscope.web.dashboard import SECTIONS
from mutoscope.web.files import DASHBOARD, STATIC, files_below


def test_own_paths() -> None:
    files = [name for name, path in files_below(STATIC).items() if DASHBOARD not in path.parents]
    paths = [*(endpoint.path for endpoint in ENDPOINTS), *files, *("/" + section for section in SECTIONS if section)]
    assert {path.split("/")[1] for path in paths} <= OWN_PATHS
