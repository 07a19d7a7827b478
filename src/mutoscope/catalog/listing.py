"""Lists of contents: which, in which order, which page of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from mutoscope.catalog import tree
from mutoscope.catalog.contents import COLUMNS, record
from mutoscope.catalog.folding import folded
from mutoscope.catalog.records import Content, Page, Wanted
from mutoscope.catalog.schema import contents

# By the name that an order bears. A search's text begins with the title, so it has the titles' order, without case.
ORDERED_BY: dict[str, ColumnElement[Any]] = {
    "title": contents.c.search,
    "description": contents.c.description,
    "created_at": contents.c.created_at,
    "updated_at": contents.c.updated_at,
    "duration": contents.c.duration_ms,
}


def list_contents(connection: Connection, workspace_id: UUID, wanted: Wanted, page: Page) -> tuple[list[Content], int]:
    """A page of contents, and how many there are on all pages. What has no value comes last in any order."""
    these = and_(*_conditions(workspace_id, wanted))
    total = connection.execute(select(func.count()).select_from(contents).where(these)).scalar_one()
    # The ids first: sorting whole rows, descriptions and all, would carry a hundred times the bytes.
    few = bool(wanted.folder_ids) or wanted.ids is not None or wanted.event_ids is not None
    chosen = _ordered(select(contents.c.id).where(these), page, few=few)
    ids = chosen.limit(page.limit).offset(page.offset).subquery()
    rows = select(*COLUMNS).where(contents.c.workspace_id == workspace_id, contents.c.id.in_(select(ids.c.id)))
    return [record(row) for row in connection.execute(_ordered(rows, page))], total


def content_ids(connection: Connection, workspace_id: UUID, wanted: Wanted) -> list[str]:
    """Of all of them, the newest first."""
    these = select(contents.c.id).where(*_conditions(workspace_id, wanted))
    return list(connection.execute(these.order_by(contents.c.created_at.desc(), contents.c.id)).scalars())


def _conditions(workspace_id: UUID, wanted: Wanted) -> list[ColumnElement[bool]]:
    c = contents.c
    conditions = [c.workspace_id == workspace_id, c.kind.in_(wanted.kinds), ~c.deleted]
    if wanted.ids is not None:
        conditions.append(c.id.in_(wanted.ids))
    if wanted.project_ids:
        conditions.append(c.project_id.in_(wanted.project_ids))
    if wanted.folder_ids:
        folders = tree.below(workspace_id, wanted.folder_ids) if wanted.nested else wanted.folder_ids
        conditions.append(c.folder_id.in_(folders))
    if wanted.without_folder:
        conditions.append(c.folder_id.is_(None))
    if wanted.event_ids is not None:
        conditions.append(c.event_id.in_(wanted.event_ids))
    if wanted.loose_streams:
        conditions.append(or_(c.kind != "stream", c.event_id.is_(None)))
    if wanted.by_beacons is not None:
        conditions.append(c.found_at.is_not(None) if wanted.by_beacons else c.found_at.is_(None))
    conditions += [c.search.contains(word, autoescape=True) for word in folded(wanted.text).split()]
    return conditions


def _ordered(rows: Select[Any], page: Page, *, few: bool = True) -> Select[Any]:
    """few: by no index. SQLite, knowing no better, would walk all contents by time to find a folder's twenty."""
    for name, direction in page.order:
        column = func.coalesce(ORDERED_BY[name], ORDERED_BY[name]) if few else ORDERED_BY[name]
        # Where every row has a value, an index can give the order.
        ordered = column.asc() if direction == "asc" else column.desc()
        rows = rows.order_by(ordered.nulls_last() if name == "duration" else ordered)
    return rows.order_by(contents.c.id)
