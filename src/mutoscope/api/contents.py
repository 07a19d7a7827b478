"""The catalog's endpoints, all together."""

from typing import Any

from mutoscope.api.catalog_import import IMPORT_ENDPOINTS
from mutoscope.api.catalog_list import CATALOG_LIST
from mutoscope.api.endpoint import Endpoint
from mutoscope.api.events import EVENT_ENDPOINTS
from mutoscope.api.folders import FOLDER_ENDPOINTS
from mutoscope.api.projects import PROJECT_ENDPOINTS
from mutoscope.api.videos import VIDEO_ENDPOINTS

CATALOG_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    *PROJECT_ENDPOINTS,
    *FOLDER_ENDPOINTS,
    *VIDEO_ENDPOINTS,
    *EVENT_ENDPOINTS,
    CATALOG_LIST,
    *IMPORT_ENDPOINTS,
)
