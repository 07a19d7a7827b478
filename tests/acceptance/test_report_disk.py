"""Reports on a disk without room: plays come first, what is wrong is said, and it can be run again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from acceptance.disks import Disk, needs_mounts
from acceptance.looking import catalog_of
from acceptance.schooling import School
from conftest import Server, wait_for
from mutoscope.catalog import Content

Start = Callable[..., Server]

ASKED = {"period": "today", "fields": ["title", "views"]}
CONTENTS = 15_000  # three parts of a build


def with_contents(server: Server) -> School:
    school = School(server.workspace(), {}, {})
    owner = UUID(school.workspace.workspace_id)
    catalog = catalog_of(server.data)
    project = catalog.create_project(owner, "Everything")
    catalog.put_contents(
        [
            Content(workspace_id=owner, id=f"v{number:05}", kind="video", project_id=project.id, title=f"No. {number}")
            for number in range(CONTENTS)
        ]
    )
    catalog.close()
    return school


def ended(school: School, id_: str) -> dict[str, Any] | None:
    report: dict[str, Any] = school.workspace.get(f"/v1/reports/{id_}")["data"]
    return report if report["state"] in {"ready", "failed"} else None


@needs_mounts
def test_a_report_leaves_the_room_that_is_kept_for_plays(
    tmp_path: Path, start: Start, disk: Callable[..., Disk]
) -> None:
    small = disk(size=128)
    # The folder of reports alone is on the small disk, so that nothing but them is short of room.
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "reports").symlink_to(small.path)
    server = start(tmp_path / "data", "--reserve-bytes", 64 << 20)
    school = with_contents(server)
    filler = small.fill(leave=63 << 20)
    asked = school.ask(**ASKED)["id"]
    failed = wait_for(lambda: ended(school, asked))
    assert failed["state"] == "failed"
    assert failed["error"].startswith("the disk is nearly full: ")
    assert failed["error"].endswith("67,108,864 are kept for plays; make room, then run it again")
    assert [path.name for path in small.path.iterdir()] == ["filler"]
    filler.unlink()
    assert school.post(f"/v1/reports/{asked}/again").status_code == 202
    assert len(school.rows(school.ready(asked))) == CONTENTS + 1  # the probe
    assert server.stop() == 0
