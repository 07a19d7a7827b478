"""The tree of a workspace: projects, and folders in them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, insert, select

from mutoscope.catalog.records import Folder, Project
from mutoscope.catalog.schema import folders, projects
from mutoscope.errors import NoSuchEntity

UNSORTED = "Unsorted"  # the project of videos that a beacon made known


def list_projects(connection: Connection, workspace_id: UUID) -> list[Project]:
    ours = select(projects).where(projects.c.workspace_id == workspace_id)
    return [_project(row) for row in connection.execute(ours.order_by(projects.c.name, projects.c.id))]


def find_project(connection: Connection, workspace_id: UUID, project_id: UUID) -> Project | None:
    this = select(projects).where(projects.c.workspace_id == workspace_id, projects.c.id == project_id)
    row = connection.execute(this).first()
    return _project(row) if row else None


def project_names(connection: Connection, workspace_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    these = select(projects.c.id, projects.c.name).where(
        projects.c.workspace_id == workspace_id, projects.c.id.in_(ids)
    )
    return {row.id: row.name for row in connection.execute(these)}


def create_project(connection: Connection, workspace_id: UUID, name: str, now: datetime) -> Project:
    project = Project(id=uuid4(), name=name, created_at=now, updated_at=now)
    row = {"id": project.id, "workspace_id": workspace_id, "name": name, "created_at": now, "updated_at": now}
    connection.execute(insert(projects).values(row))
    return project


def unsorted(connection: Connection, workspace_id: UUID, now: datetime) -> UUID:
    """The project for videos that nobody has sorted yet; made where it is missing."""
    named = select(projects.c.id).where(projects.c.workspace_id == workspace_id, projects.c.name == UNSORTED)
    found: UUID | None = connection.execute(named.order_by(projects.c.created_at, projects.c.id).limit(1)).scalar()
    return found or create_project(connection, workspace_id, UNSORTED, now).id


def list_folders(connection: Connection, workspace_id: UUID, project_id: UUID | None) -> list[Folder]:
    ours = select(folders).where(folders.c.workspace_id == workspace_id)
    if project_id is not None:
        ours = ours.where(folders.c.project_id == project_id)
    return [_folder(row) for row in connection.execute(ours.order_by(folders.c.name, folders.c.id))]


def folder_paths(connection: Connection, workspace_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names from the project's top down, as in `folder1/folder2`."""
    ours = select(folders.c.id, folders.c.parent_id, folders.c.name).where(folders.c.workspace_id == workspace_id)
    known = {row.id: (row.parent_id, row.name) for row in connection.execute(ours)}
    return {id_: _path(id_, known) for id_ in ids if id_ in known}


def _path(folder_id: UUID, known: Mapping[UUID, tuple[UUID | None, str]]) -> str:
    names: list[str] = []
    above: UUID | None = folder_id
    while above is not None:
        above, name = known[above]
        names.insert(0, name)
    return "/".join(names)


def nested_folders(connection: Connection, workspace_id: UUID, folder_id: UUID) -> list[UUID] | None:
    """The folder and every one below it; None when it is not of this workspace."""
    return [row.id for row in connection.execute(below(workspace_id, [folder_id]))] or None


def below(workspace_id: UUID, folder_ids: Collection[UUID]) -> Select[tuple[UUID]]:
    """The ids of these folders and of all below them."""
    ours = folders.c.workspace_id == workspace_id
    nested = select(folders.c.id).where(ours, folders.c.id.in_(folder_ids)).cte("nested", recursive=True)
    # UNION, not UNION ALL: it ends even if a ring of folders ever came to be.
    nested = nested.union(select(folders.c.id).where(ours, folders.c.parent_id == nested.c.id))
    return select(nested.c.id)


def create_folder(
    connection: Connection, workspace_id: UUID, project_id: UUID, name: str, *, parent_id: UUID | None, now: datetime
) -> Folder:
    if find_project(connection, workspace_id, project_id) is None:
        raise NoSuchEntity(f"project_id: {project_id}")
    if parent_id is not None and folder_project(connection, workspace_id, parent_id) != project_id:
        raise NoSuchEntity(f"parent_id: {parent_id}")
    folder = Folder(id=uuid4(), project_id=project_id, parent_id=parent_id, name=name, created_at=now, updated_at=now)
    row = {"id": folder.id, "workspace_id": workspace_id, "project_id": project_id, "parent_id": parent_id}
    connection.execute(insert(folders).values(**row, name=name, created_at=now, updated_at=now))
    return folder


def find_folder(connection: Connection, workspace_id: UUID, folder_id: UUID) -> Folder | None:
    this = select(folders).where(folders.c.workspace_id == workspace_id, folders.c.id == folder_id)
    row = connection.execute(this).first()
    return _folder(row) if row else None


def find_place(connection: Connection, workspace_id: UUID, parent_id: UUID) -> tuple[UUID, UUID | None]:
    """The project and the folder that a parent's id means: a folder's, or a project's. Raises NoSuchEntity."""
    in_folder = folder_project(connection, workspace_id, parent_id)
    if in_folder is not None:
        return in_folder, parent_id
    if find_project(connection, workspace_id, parent_id) is None:
        raise NoSuchEntity(f"parent_id: {parent_id} is neither a project nor a folder")
    return parent_id, None


def folder_project(connection: Connection, workspace_id: UUID, folder_id: UUID) -> UUID | None:
    """The project that a folder is in; None when there is no such folder in the workspace."""
    this = select(folders.c.project_id).where(folders.c.workspace_id == workspace_id, folders.c.id == folder_id)
    found: UUID | None = connection.execute(this).scalar()
    return found


def _project(row: Row[Any]) -> Project:
    return Project(id=row.id, name=row.name, created_at=row.created_at, updated_at=row.updated_at)


def _folder(row: Row[Any]) -> Folder:
    return Folder(
        id=row.id,
        project_id=row.project_id,
        parent_id=row.parent_id,
        name=row.name,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
