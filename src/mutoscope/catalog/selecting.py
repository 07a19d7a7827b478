"""Contents of folders and projects, walked a part at a time."""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from mutoscope.catalog import tree
from mutoscope.catalog.contents import COLUMNS, record
from mutoscope.catalog.records import Content, Selection
from mutoscope.catalog.schema import contents


def count(connection: Connection, workspace_id: UUID, selection: Selection) -> int:
    counted = select(func.count()).select_from(contents).where(_selected(workspace_id, selection))
    return connection.execute(counted).scalar_one()


def part(connection: Connection, workspace_id: UUID, selection: Selection, after: str, limit: int) -> list[Content]:
    these = select(*COLUMNS).where(_selected(workspace_id, selection), contents.c.id > after)
    return [record(row) for row in connection.execute(these.order_by(contents.c.id).limit(limit))]


def _selected(workspace_id: UUID, selection: Selection) -> ColumnElement[bool]:
    here = and_(contents.c.workspace_id == workspace_id, ~contents.c.deleted)
    if not selection.project_ids and not selection.folder_ids:
        return here
    nested = tree.below(workspace_id, selection.folder_ids)
    return and_(here, or_(contents.c.project_id.in_(selection.project_ids), contents.c.folder_id.in_(nested)))
