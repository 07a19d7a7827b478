"""Videos that the catalog learns of from beacons.

Whoever has the public key may name any id, so the catalog grows by no more than a part of the hour's number for pages
of one domain; what one network may name, the collector counts (`collector/intake.py`), since no address is kept.
"""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, func, select

from mutoscope.catalog import tree
from mutoscope.catalog.contents import row_of
from mutoscope.catalog.database import take_versions, upsert
from mutoscope.catalog.records import Content, Kind
from mutoscope.catalog.schema import contents, workspaces

PER_HOUR = 1000
"""Videos that beacons make known in a workspace."""

PER_DOMAIN = 500
"""Of these, on pages of one domain: a copy of the key on another site leaves room for one's own."""

Adoption = Literal["known", "unwanted", "workspace full", "domain full"]


def add(
    connection: Connection, workspace_id: UUID, video_id: str, kind: Kind, *, domain: str, now: datetime
) -> Adoption:
    """Make a video known that a beacon named; whether there is a content of that id to play now, else why not.

    domain: of the page. Another process may have been faster: that is fine. A deleted one comes back under its old
    title, since it is evidently still played.
    """
    this = select(contents.c.kind, contents.c.title, contents.c.deleted)
    known = connection.execute(this.where(contents.c.workspace_id == workspace_id, contents.c.id == video_id)).first()
    if known is not None and not known.deleted:
        return "unwanted" if known.kind == "event" else "known"
    refused = _refusal(connection, workspace_id, domain, now)
    if refused is not None:
        return refused
    video = Content(
        workspace_id=workspace_id,
        id=video_id,
        kind=kind,
        project_id=tree.unsorted(connection, workspace_id, now),
        title=known.title if known else video_id,
    )
    found = {"found_at": now, "found_domain": domain}
    row = row_of(video, take_versions(connection, 1), now) | found
    again = {name: row[name] for name in row if name not in {"workspace_id", "id", "created_at"}}
    statement = upsert(connection, contents).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["workspace_id", "id"], set_=again))
    return "known"


def _refusal(connection: Connection, workspace_id: UUID, domain: str, now: datetime) -> Adoption | None:
    switch = select(workspaces.c.create_unknown).where(workspaces.c.id == workspace_id)
    if not connection.execute(switch).scalar():
        return "unwanted"
    lately = (contents.c.workspace_id == workspace_id) & (contents.c.found_at > now - timedelta(hours=1))
    here = func.count().filter(contents.c.found_domain == domain)
    found, found_here = connection.execute(select(func.count(), here).select_from(contents).where(lately)).one()
    if found >= PER_HOUR:
        return "workspace full"
    return "domain full" if found_here >= PER_DOMAIN else None
