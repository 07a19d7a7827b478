"""Names of the things that rows are about, beside their ids."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from mutoscope.catalog import Catalog
from mutoscope.countries import country_name

NAMED_BY = {
    "title": "video_id",
    "project_name": "project_id",
    "folder_name": "folder_id",
    "country_name": "country",
}
"""What a name is called, and the dimension that it names."""

NOWHERE = UUID(int=0)
"""What the store keeps for a content that is in no folder."""


def add_names(rows: list[dict[str, Any]], wanted: Collection[str], catalog: Catalog, workspace_id: UUID) -> None:
    """Give the rows the names `wanted`, where they have the ids; what has no name gets an empty one.

    The nil UUID of "no folder" becomes None.
    """
    for dimension in ("project_id", "folder_id"):
        for row in rows:
            if dimension in row:
                row[dimension] = None if UUID(str(row[dimension])) == NOWHERE else str(row[dimension])
    for name in wanted:
        dimension = NAMED_BY[name]
        ids = {row[dimension] for row in rows if row[dimension]}
        names = _LOOK_UPS[name](ids, catalog, workspace_id) if ids else {}
        for row in rows:
            row[name] = names.get(row[dimension], "")


def _titles(ids: Collection[str], catalog: Catalog, workspace_id: UUID) -> dict[str, str]:
    return catalog.titles(workspace_id, ids)


def _projects(ids: Collection[str], catalog: Catalog, workspace_id: UUID) -> dict[str, str]:
    return {str(id_): name for id_, name in catalog.project_names(workspace_id, list(map(UUID, ids))).items()}


def _folders(ids: Collection[str], catalog: Catalog, workspace_id: UUID) -> dict[str, str]:
    return {str(id_): path for id_, path in catalog.folder_paths(workspace_id, list(map(UUID, ids))).items()}


def _countries(ids: Collection[str], _catalog: Catalog, _workspace_id: UUID) -> dict[str, str]:
    return {code: country_name(code) for code in ids}


_LOOK_UPS: dict[str, Callable[[Collection[str], Catalog, UUID], dict[str, str]]] = {
    "title": _titles,
    "project_name": _projects,
    "folder_name": _folders,
    "country_name": _countries,
}
