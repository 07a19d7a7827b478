"""Projects and folders renamed, moved and deleted, with all that is in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update

from mutoscope.catalog import tree
from mutoscope.catalog.editing import forget_deleted, touch
from mutoscope.catalog.records import Folder, Leftovers, Project, Removed
from mutoscope.catalog.schema import contents, folders, projects
from mutoscope.errors import NoSuchEntity, UnexpectedValue


def rename_project(connection: Connection, workspace_id: UUID, project_id: UUID, name: str, now: datetime) -> Project:
    require_project(connection, workspace_id, project_id)
    this = update(projects).where(projects.c.workspace_id == workspace_id, projects.c.id == project_id)
    connection.execute(this.values(name=name, updated_at=now))
    return require_project(connection, workspace_id, project_id)


def delete_project(
    connection: Connection, workspace_id: UUID, project_id: UUID, leftovers: Leftovers, now: datetime
) -> Removed:
    """Its folders go with it; its contents to "Unsorted", or they are deleted too."""
    require_project(connection, workspace_id, project_id)
    inside = (contents.c.workspace_id == workspace_id) & (contents.c.project_id == project_id)
    if leftovers == "delete":
        target = None
        number = _live(connection, inside)
        touch(connection, inside, {"project_id": None, "folder_id": None, "deleted": True}, now)
        forget_deleted(connection, workspace_id)
    else:
        number = _live(connection, inside)
        target = tree.unsorted(connection, workspace_id, now) if number else None
        if target == project_id:
            raise UnexpectedValue(
                f"contents: {tree.UNSORTED} still has {number} contents: move them, or say contents=delete"
            )
        moved = {"project_id": target, "folder_id": None}
        touch(connection, inside, moved, now)  # without live ones the deleted ones are in no project from now on
    ours = (folders.c.workspace_id == workspace_id) & (folders.c.project_id == project_id)
    removed = connection.execute(delete(folders).where(ours)).rowcount
    connection.execute(delete(projects).where(projects.c.workspace_id == workspace_id, projects.c.id == project_id))
    return Removed(contents=number, folders=removed, project_id=target)


def change_folder(
    connection: Connection,
    workspace_id: UUID,
    project_id: UUID,
    folder_id: UUID,
    *,
    changed: Mapping[str, Any],
    now: datetime,
) -> Folder:
    """Rename or move a folder, with all that is in it; `changed`: name, parent_id, project_id, as far as they change.

    Raises NoSuchEntity, and UnexpectedValue for a move into itself.
    """
    before = require_folder(connection, workspace_id, project_id, folder_id)
    target = changed.get("project_id", before.project_id)
    # In another project the old parent is none.
    parent = changed.get("parent_id", before.parent_id if target == before.project_id else None)
    require_project(connection, workspace_id, target)
    nested = tree.nested_folders(connection, workspace_id, folder_id) or []
    if parent is not None and tree.folder_project(connection, workspace_id, parent) != target:
        raise NoSuchEntity(f"parent_id: {parent} is no folder of the project {target}")
    if parent in nested:
        raise UnexpectedValue(f"parent_id: {parent} is the folder itself, or inside it")
    ours = folders.c.workspace_id == workspace_id
    if target != before.project_id:
        with_nested = folders.c.id.in_(tree.below(workspace_id, [folder_id]))
        connection.execute(update(folders).where(ours, with_nested).values(project_id=target, updated_at=now))
        inside = contents.c.folder_id.in_(tree.below(workspace_id, [folder_id]))
        touch(connection, (contents.c.workspace_id == workspace_id) & inside, {"project_id": target}, now)
    values = {"name": changed.get("name", before.name), "parent_id": parent, "updated_at": now}
    connection.execute(update(folders).where(ours, folders.c.id == folder_id).values(values))
    return require_folder(connection, workspace_id, target, folder_id)


def delete_folder(
    connection: Connection,
    workspace_id: UUID,
    project_id: UUID,
    folder_id: UUID,
    leftovers: Leftovers,
    *,
    now: datetime,
) -> Removed:
    """Delete a folder. With `parent` what is in it, folders too, comes to be where it was.

    With `unsorted` and `delete` the folders in it go too; the contents go to "Unsorted", or are deleted.
    """
    folder = require_folder(connection, workspace_id, project_id, folder_id)
    ours = folders.c.workspace_id == workspace_id
    mine = contents.c.workspace_id == workspace_id
    up = {"project_id": project_id, "folder_id": folder.parent_id}
    if leftovers == "parent":
        inside = mine & (contents.c.folder_id == folder_id)
        number = _live(connection, inside)
        touch(connection, inside, up, now)
        freed = update(folders).where(ours, folders.c.parent_id == folder_id)
        count = connection.execute(freed.values(parent_id=folder.parent_id, updated_at=now)).rowcount
        connection.execute(delete(folders).where(ours, folders.c.id == folder_id))
        return Removed(contents=number, folders=count, **up)
    nested = tree.nested_folders(connection, workspace_id, folder_id) or []
    inside = mine & contents.c.folder_id.in_(tree.below(workspace_id, [folder_id]))
    number = _live(connection, inside)
    if leftovers == "delete":
        touch(connection, inside, up | {"deleted": True}, now)
        forget_deleted(connection, workspace_id)
        gone = Removed(contents=number, folders=len(nested) - 1)
    else:
        target = tree.unsorted(connection, workspace_id, now)
        touch(connection, inside, {"project_id": target, "folder_id": None}, now)
        gone = Removed(contents=number, folders=len(nested) - 1, project_id=target)
    connection.execute(delete(folders).where(ours, folders.c.id.in_(tree.below(workspace_id, [folder_id]))))
    return gone


def require_project(connection: Connection, workspace_id: UUID, project_id: UUID) -> Project:
    """Raises NoSuchEntity."""
    project = tree.find_project(connection, workspace_id, project_id)
    if project is None:
        raise NoSuchEntity(f"project_id: {project_id}")
    return project


def require_folder(connection: Connection, workspace_id: UUID, project_id: UUID, folder_id: UUID) -> Folder:
    """Raises NoSuchEntity for a folder that is not in that project, too."""
    require_project(connection, workspace_id, project_id)
    folder = tree.find_folder(connection, workspace_id, folder_id)
    if folder is None or folder.project_id != project_id:
        raise NoSuchEntity(f"folder_id: {folder_id} is no folder of the project {project_id}")
    return folder


def _live(connection: Connection, which: Any) -> int:  # noqa: ANN401 - a condition
    counted = select(func.count()).select_from(contents).where(which, ~contents.c.deleted)
    return connection.execute(counted).scalar_one()
