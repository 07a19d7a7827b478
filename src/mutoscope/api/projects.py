"""/v1/projects: the first level of the tree."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import entries
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.lists import in_order, page_of
from mutoscope.api.paging import Order, Paging
from mutoscope.api.places import Name
from mutoscope.catalog import Folder
from mutoscope.errors import NoSuchEntity

_BY_NAME: Order = (("name", "asc"),)


class ProjectsQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


class ProjectPath(msgspec.Struct, kw_only=True, frozen=True):
    project_id: Annotated[UUID, Meta(description="The project.")]


class NamedProject(msgspec.Struct, kw_only=True, frozen=True):
    """A project as it is made or renamed. Fields about media that Mutoscope does not host are ignored."""

    name: Annotated[Name, Meta(description="Its name.", examples=["Course A"])]


class DeleteProjectQuery(msgspec.Struct, kw_only=True, frozen=True):
    project_id: Annotated[UUID, Meta(description="The project.")]
    contents: Annotated[
        Literal["unsorted", "delete"],
        Meta(description='What becomes of what is in it: moved to the project "Unsorted", or deleted.'),
    ] = "unsorted"


def projects(asked: Asked[ProjectsQuery]) -> dict[str, Any]:
    catalog, workspace = asked.services.catalog, asked.workspace
    known = catalog.projects(workspace.id)
    meta, shown = page_of(known, asked.query.paging, ("name", "created_at", "updated_at"), _BY_NAME)
    folders: dict[UUID, list[Folder]] = {}
    for folder in in_order(catalog.folders(workspace.id), _BY_NAME):
        folders.setdefault(folder.project_id, []).append(folder)
    return {"meta": meta, "data": [entries.project(one, folders.get(one.id, ())) for one in shown]}


def project(asked: Asked[ProjectPath]) -> dict[str, Any]:
    return _answer(asked, asked.query.project_id)


def create_project(asked: Asked[msgspec.Struct, NamedProject]) -> dict[str, Any]:
    return _answer(asked, asked.services.catalog.create_project(asked.workspace.id, asked.body.name).id)


def rename_project(asked: Asked[ProjectPath, NamedProject]) -> dict[str, Any]:
    asked.services.catalog.rename_project(asked.workspace.id, asked.query.project_id, asked.body.name)
    return _answer(asked, asked.query.project_id)


def delete_project(asked: Asked[DeleteProjectQuery]) -> dict[str, Any]:
    project_id, leftovers = asked.query.project_id, asked.query.contents
    what = asked.services.catalog.delete_project(asked.workspace.id, project_id, leftovers)
    return {"data": entries.removed(project_id, leftovers, what)}


def _answer(asked: Asked[Any, Any], project_id: UUID) -> dict[str, Any]:
    catalog, workspace = asked.services.catalog, asked.workspace
    known = catalog.project(workspace.id, project_id)
    if known is None:
        raise NoSuchEntity(f"project_id: {project_id}")
    folders = in_order(catalog.folders(workspace.id, project_id), _BY_NAME)
    return {"data": entries.project(known, folders)}


_PATH = "/v1/projects"
_ONE = "/v1/projects/{project_id}"

PROJECT_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path=_PATH,
        name="projects",
        tag="catalog",
        summary="List projects",
        description="With their folders at every level. In order of name (if not said), created_at or updated_at.",
        scope="read",
        query=ProjectsQuery,
        answer=projects,
        schema=entries.many(entries.PROJECT),
    ),
    Endpoint(
        path=_PATH,
        name="create_project",
        tag="catalog",
        summary="Make a project",
        description="Several projects may have the same name.",
        scope="write",
        method="POST",
        status=201,
        body=NamedProject,
        answer=create_project,
        schema=entries.one(entries.PROJECT),
    ),
    Endpoint(
        path=_ONE,
        name="project",
        tag="catalog",
        summary="A project",
        description="With its folders at every level, by name.",
        scope="read",
        query=ProjectPath,
        answer=project,
        schema=entries.one(entries.PROJECT),
    ),
    Endpoint(
        path=_ONE,
        name="rename_project",
        tag="catalog",
        summary="Rename a project",
        description="Its plays show under the new name at once, the past included.",
        scope="write",
        method="PUT",
        query=ProjectPath,
        body=NamedProject,
        answer=rename_project,
        schema=entries.one(entries.PROJECT),
    ),
    Endpoint(
        path=_ONE,
        name="delete_project",
        tag="catalog",
        summary="Delete a project",
        description=(
            'Its folders go with it. What is in it is moved to the project "Unsorted", with its history, unless'
            " contents=delete says that it goes too; then its plays stay in the totals, in no project."
        ),
        scope="write",
        method="DELETE",
        query=DeleteProjectQuery,
        answer=delete_project,
        schema=entries.one(entries.REMOVED),
    ),
)
