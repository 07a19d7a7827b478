"""What a player page needs to know: whose content an id is, and what there is to play."""

from uuid import UUID

from sqlalchemy import Connection, select

from mutoscope.catalog import contents, workspaces
from mutoscope.catalog.records import Content, Showing
from mutoscope.catalog.schema import contents as table
from mutoscope.catalog.schema import ingest_keys
from mutoscope.catalog.schema import workspaces as workspaces_table


def find(connection: Connection, key: str | None, content_id: str) -> Showing | None:
    """The content of that id, in the workspace of the key; of an event, the newest of its streams.

    Without a key it is the installation's only workspace. None: no such key, or none where one is needed.
    """
    named = key or _only_key(connection)
    whose = select(ingest_keys.c.workspace_id).where(ingest_keys.c.key == named)
    workspace_id = connection.execute(whose).scalar() if named else None
    workspace = workspaces.find(connection, workspace_id) if workspace_id else None
    if named is None or workspace is None:
        return None
    content = contents.find(connection, workspace.id, content_id)
    if content is not None and content.kind == "event":
        content = _newest_stream(connection, workspace.id, content_id)
    return Showing(workspace=workspace, key=named, content=content)


def _only_key(connection: Connection) -> str | None:
    """The oldest ingest key of the only workspace; None where there are several."""
    only = connection.execute(select(workspaces_table.c.id).limit(2)).scalars().all()
    if len(only) != 1:
        return None
    keys = select(ingest_keys.c.key).where(ingest_keys.c.workspace_id == only[0])
    oldest: str | None = connection.execute(keys.order_by(ingest_keys.c.created_at).limit(1)).scalar()
    return oldest


def _newest_stream(connection: Connection, workspace_id: UUID, event_id: str) -> Content | None:
    streams = select(table.c.id).where(
        table.c.workspace_id == workspace_id, table.c.event_id == event_id, table.c.kind == "stream", ~table.c.deleted
    )
    newest = connection.execute(streams.order_by(table.c.created_at.desc(), table.c.version.desc()).limit(1)).scalar()
    return contents.find(connection, workspace_id, newest) if newest else None
