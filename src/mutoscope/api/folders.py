"""/v1/projects/{project_id}/folders: the tree of a project, nested to any depth."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mutoscope.api import entries
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.lists import page_of
from mutoscope.api.paging import Order, Paging
from mutoscope.api.places import Name, changed
from mutoscope.errors import NoSuchEntity

_BY_NAME: Order = (("name", "asc"),)
_ProjectId = Annotated[UUID, Meta(description="The project.")]
_FolderId = Annotated[UUID, Meta(description="The folder.")]
_FolderName = Annotated[Name, Meta(description="Its name.", examples=["Module 1"])]


class FoldersQuery(msgspec.Struct, kw_only=True, frozen=True):
    project_id: _ProjectId
    parent_id: Annotated[UUID, Meta(description="Directly in this folder; the project's id: at the top.")] | None = None
    paging: Paging


class FolderPath(msgspec.Struct, kw_only=True, frozen=True):
    project_id: _ProjectId
    folder_id: _FolderId


class FoldersPath(msgspec.Struct, kw_only=True, frozen=True):
    project_id: _ProjectId


class NewFolder(msgspec.Struct, kw_only=True, frozen=True):
    """A folder to be made."""

    name: _FolderName
    parent_id: Annotated[UUID | None, Meta(description="The folder it is to be in; null: at the project's top.")] = None


class ChangedFolder(msgspec.Struct, kw_only=True, frozen=True):
    """What changes of a folder; what is left out stays."""

    name: _FolderName | UnsetType = UNSET
    parent_id: Annotated[UUID | None, Meta(description="Move it into this folder; null: to the project's top.")] | (
        UnsetType
    ) = UNSET
    project_id: Annotated[UUID, Meta(description="Move it to this project, with all that is in it.")] | UnsetType = (
        UNSET
    )


class DeleteFolderQuery(msgspec.Struct, kw_only=True, frozen=True):
    project_id: _ProjectId
    folder_id: _FolderId
    contents: Annotated[
        Literal["parent", "unsorted", "delete"],
        Meta(
            description=(
                "What becomes of what is in it. parent: videos, events and folders come to be where the folder was."
                ' unsorted: all videos and events below it go to the project "Unsorted", its folders go. delete: all'
                " of it goes."
            )
        ),
    ] = "parent"


def folders(asked: Asked[FoldersQuery]) -> dict[str, Any]:
    query, catalog, workspace = asked.query, asked.services.catalog, asked.workspace
    if catalog.project(workspace.id, query.project_id) is None:
        raise NoSuchEntity(f"project_id: {query.project_id}")
    known = catalog.folders(workspace.id, query.project_id)
    if query.parent_id is not None:
        parent = _parent(query.parent_id, query.project_id)
        if parent is not None:
            catalog.folder(workspace.id, query.project_id, parent)
        known = [one for one in known if one.parent_id == parent]
    meta, shown = page_of(known, query.paging, ("name", "created_at", "updated_at"), _BY_NAME)
    return {"meta": meta, "data": [entries.folder(one) for one in shown]}


def folder(asked: Asked[FolderPath]) -> dict[str, Any]:
    query = asked.query
    return {
        "data": entries.folder(asked.services.catalog.folder(asked.workspace.id, query.project_id, query.folder_id))
    }


def create_folder(asked: Asked[FoldersPath, NewFolder]) -> dict[str, Any]:
    project_id, body = asked.query.project_id, asked.body
    parent = _parent(body.parent_id, project_id)
    made = asked.services.catalog.create_folder(asked.workspace.id, project_id, body.name, parent)
    return {"data": entries.folder(made)}


def change_folder(asked: Asked[FolderPath, ChangedFolder]) -> dict[str, Any]:
    query = asked.query
    fields = changed(asked.body, {name: name for name in ("name", "parent_id", "project_id")})
    if "parent_id" in fields:
        fields["parent_id"] = _parent(fields["parent_id"], fields.get("project_id", query.project_id))
    known = asked.services.catalog.change_folder(asked.workspace.id, query.project_id, query.folder_id, fields)
    return {"data": entries.folder(known)}


def delete_folder(asked: Asked[DeleteFolderQuery]) -> dict[str, Any]:
    query, catalog = asked.query, asked.services.catalog
    what = catalog.delete_folder(asked.workspace.id, query.project_id, query.folder_id, query.contents)
    return {"data": entries.removed(query.folder_id, query.contents, what)}


def _parent(parent_id: UUID | None, project_id: UUID) -> UUID | None:
    """The project's own id stands for its top."""
    return None if parent_id == project_id else parent_id


_PATH = "/v1/projects/{project_id}/folders"
_ONE = "/v1/projects/{project_id}/folders/{folder_id}"

FOLDER_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_PATH,
        name="folders",
        tag="catalog",
        summary="List folders of a project",
        description="At every level, or those directly in parent_id. In order of name, created_at or updated_at.",
        scope="read",
        query=FoldersQuery,
        answer=folders,
        schema=entries.many(entries.FOLDER),
    ),
    Endpoint(
        path=_PATH,
        name="create_folder",
        tag="catalog",
        summary="Make a folder",
        description="At the top of the project, or in another folder of it.",
        scope="write",
        method="POST",
        status=201,
        query=FoldersPath,
        body=NewFolder,
        answer=create_folder,
        schema=entries.one(entries.FOLDER),
    ),
    Endpoint(
        path=_ONE,
        name="folder",
        tag="catalog",
        summary="A folder",
        description="It is in the project that the path names.",
        scope="read",
        query=FolderPath,
        answer=folder,
        schema=entries.one(entries.FOLDER),
    ),
    Endpoint(
        path=_ONE,
        name="change_folder",
        tag="catalog",
        summary="Rename or move a folder",
        description="All that is in it goes along, with its history; not into itself.",
        scope="write",
        method="PUT",
        query=FolderPath,
        body=ChangedFolder,
        answer=change_folder,
        schema=entries.one(entries.FOLDER),
    ),
    Endpoint(
        path=_ONE,
        name="delete_folder",
        tag="catalog",
        summary="Delete a folder",
        description="What is in it comes to be where the folder was, unless `contents` says otherwise.",
        scope="write",
        method="DELETE",
        query=DeleteFolderQuery,
        answer=delete_folder,
        schema=entries.one(entries.REMOVED),
    ),
)
