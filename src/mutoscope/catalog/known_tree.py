"""The projects and folders of a workspace in memory: found by id or by name, and for an import made where missing."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from mutoscope.catalog import tree
from mutoscope.catalog.schema import folders, projects

Place = tuple[UUID, UUID | None]  # project, folder


class KnownTree:
    """What is made is written by `flush`."""

    def __init__(self, connection: Connection, workspace_id: UUID, now: datetime) -> None:
        self._connection, self._workspace_id, self._now = connection, workspace_id, now
        self._new_projects: list[UUID] = []
        self._new_folders: list[UUID] = []
        self.reload()

    def reload(self) -> None:
        """Read it anew. Of several that have the same name, the oldest is the one that the name means."""
        self.projects: dict[UUID, str] = {}
        self.folders: dict[UUID, tuple[Place, str]] = {}  # by id: where it is, its name
        self._named_projects: dict[str, UUID] = {}
        self._named_folders: dict[tuple[Place, str], UUID] = {}
        ours = select(projects.c.id, projects.c.name).where(projects.c.workspace_id == self._workspace_id)
        for row in self._connection.execute(ours.order_by(projects.c.created_at, projects.c.id)):
            self._know_project(row.id, row.name)
        inner = select(folders.c.id, folders.c.project_id, folders.c.parent_id, folders.c.name)
        inner = inner.where(folders.c.workspace_id == self._workspace_id)
        for id_, project_id, parent_id, name in self._connection.execute(
            inner.order_by(folders.c.created_at, folders.c.id)
        ):
            self._know_folder(id_, (project_id, parent_id), name)

    def find_project(self, name: str) -> UUID | None:
        return self._named_projects.get(name)

    def find_folder(self, place: Place, name: str) -> UUID | None:
        return self._named_folders.get((place, name))

    def make_project(self, name: str, project_id: UUID | None = None) -> UUID:
        made = project_id or uuid4()
        self._new_projects.append(made)
        self._know_project(made, name)
        return made

    def make_folder(self, place: Place, name: str, folder_id: UUID | None = None) -> UUID:
        made = folder_id or uuid4()
        self._new_folders.append(made)
        self._know_folder(made, place, name)
        return made

    def unsorted(self) -> UUID:
        return self.find_project(tree.UNSORTED) or self.make_project(tree.UNSORTED)

    def along(self, place: Place, path: str) -> Place:
        """Where a path of names leads from a place; folders that are missing on the way are made."""
        for name in _names(path):
            place = place[0], self.find_folder(place, name) or self.make_folder(place, name)
        return place

    def path(self, folder_id: UUID | None) -> str:
        """A folder's name after those it is in, as in `folder1/folder2`."""
        names: list[str] = []
        while folder_id is not None:
            (_, folder_id), name = self.folders[folder_id]
            names.insert(0, name)
        return "/".join(names)

    def flush(self) -> None:
        """Write what was made: projects first, and folders after those they are in."""
        times = {"created_at": self._now, "updated_at": self._now, "workspace_id": self._workspace_id}
        rows = [{"id": id_, "name": self.projects[id_], **times} for id_ in self._new_projects]
        if rows:
            self._connection.execute(insert(projects), rows)
        inner = [(id_, *self.folders[id_]) for id_ in self._new_folders]
        if inner:
            made = [
                {"id": id_, "project_id": place[0], "parent_id": place[1], "name": name, **times}
                for id_, place, name in inner
            ]
            self._connection.execute(insert(folders), made)
        self._new_projects, self._new_folders = [], []

    def _know_project(self, project_id: UUID, name: str) -> None:
        self.projects[project_id] = name
        self._named_projects.setdefault(name, project_id)

    def _know_folder(self, folder_id: UUID, place: Place, name: str) -> None:
        self.folders[folder_id] = place, name
        self._named_folders.setdefault((place, name), folder_id)


def _names(path: str) -> Iterator[str]:
    return (name for name in (part.strip() for part in path.split("/")) if name)
