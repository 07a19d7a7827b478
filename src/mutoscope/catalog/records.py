"""What the catalog tells: frozen records, detached from its database."""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypedDict
from uuid import UUID

from mutoscope.catalog.layered import Layered

Kind = Literal["video", "stream", "event"]
Scope = Literal["read", "write", "admin"]
Direction = Literal["asc", "desc"]
Leftovers = Literal["parent", "unsorted", "delete"]
"""What becomes of the contents of a folder or project that is deleted."""
ReportKind = Literal["file", "digest"]
ReportState = Literal["queued", "running", "ready", "failed", "expired"]
MailState = Literal["waiting", "sending", "sent", "unsure", "failed"]
Every = Literal["week", "month"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What `Catalog.init` hands to the person who set a workspace up."""

    workspace_id: UUID
    token: str  # of scope admin
    ingest_key: str  # public: it stands in every page with a player


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """A tenant: everything in the catalog and every play belongs to exactly one."""

    id: UUID
    name: str
    timezone: str  # IANA name; periods and buckets are cut in it
    session_minutes: int  # of silence that end a device session
    create_unknown: bool  # whether a beacon of an unknown video creates it
    keep_query: frozenset[str]  # names kept of the query of page addresses
    keep_fragment: bool  # whether routes in the fragment of page addresses are kept
    allowed_domains: tuple[str, ...]  # whose pages' beacons are taken, in the form of hosts.py; empty: all
    retention_days: int | None  # that plays are kept; None: for ever
    created_at: datetime
    updated_at: datetime
    secret: bytes = field(repr=False)  # 32 random bytes, the key of every keyed hash
    erased: frozenset[bytes] = field(default=frozenset(), repr=False)  # `viewer_hash`es of erased viewers

    def viewer_hash(self, viewer: str) -> bytes:
        """16 bytes that stand for a viewer who must not be named any more."""
        return hmac.digest(self.secret, viewer.encode("utf-8", "surrogatepass"), hashlib.sha256)[:16]

    def pseudonym_key(self) -> tuple[int, int]:
        """The key of the hashes that stand for ids of plays, sessions and devices in all that leaves the system."""
        key = hmac.digest(self.secret, b"pseudonyms", hashlib.sha256)
        return int.from_bytes(key[:8]), int.from_bytes(key[8:16])


@dataclass(frozen=True, slots=True)
class Directory:
    """All that checking a beacon needs, as of one instant of the catalog."""

    version: int  # of the catalog, see `Catalog.version`
    keys: Mapping[str, Workspace] = field(repr=False)  # by ingest key
    contents: Mapping[UUID, Layered[str, Kind]] = field(repr=False)  # by workspace and id; deleted ones are absent

    def kind(self, workspace_id: UUID, content_id: str) -> Kind | None:
        """Of a content that is there."""
        contents = self.contents.get(workspace_id)
        return None if contents is None else contents.get(content_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """The first level of a workspace's tree."""

    id: UUID
    name: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """A folder of a project, perhaps inside another one of the same project."""

    id: UUID
    project_id: UUID
    parent_id: UUID | None
    name: str
    created_at: datetime
    updated_at: datetime


class Caption(TypedDict):
    """A text track of a content, as it lies in the catalog."""

    lang: str  # language tag
    label: str  # what viewers choose it by
    src: str  # URL of a WebVTT file


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A video, a live event, or a stream of one."""

    workspace_id: UUID
    id: str  # [A-Za-z0-9_-]{1,64}, unique across kinds
    kind: Kind
    project_id: UUID
    folder_id: UUID | None = None
    event_id: str | None = None  # of a stream: the event it belongs to; of a recording: the event recorded
    stream_id: str | None = None  # of a recording: the stream recorded
    title: str = ""
    description: str = ""
    duration_ms: int | None = None  # None: unknown, or live
    poster: str | None = None  # URL
    source_url: str | None = None  # the media itself, or its HLS playlist (.m3u8)
    captions: Sequence[Caption] = ()
    started_at: datetime | None = None  # of a stream, where someone said so; None: its plays tell
    ended_at: datetime | None = None  # likewise
    created_at: datetime | None = None  # told by the catalog; None in what is put
    updated_at: datetime | None = None  # likewise
    found_at: datetime | None = None  # likewise: when a beacon made it known; None: someone put it
    found_domain: str | None = None  # likewise: of the page that it played in first; empty: of none, or unknown

    @property
    def wrong_end(self) -> str | None:
        """What is wrong with `ended_at`; None: nothing."""
        if self.started_at is None or self.ended_at is None or self.ended_at >= self.started_at:
            return None
        return f"before started_at, {self.started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Showing:
    """What a player page shows, and in whose name it sends beacons."""

    workspace: Workspace
    key: str  # an ingest key of that workspace
    content: Content | None  # a video or a stream; None: there is none of that id


@dataclass(frozen=True, slots=True)
class ContentRow:
    """A content as the store's mirror keeps it."""

    workspace_id: UUID
    id: str
    kind: Kind
    project_id: UUID | None  # None: deleted together with its project
    folder_id: UUID | None
    event_id: str | None  # of a stream
    duration_ms: int | None
    version: int  # the mirror asks for what comes after the greatest it has; no two rows share one
    deleted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which contents a list shall have; what is None or empty does not narrow it."""

    kinds: Sequence[Kind] = ("video",)
    ids: Collection[str] | None = None
    project_ids: Collection[UUID] = ()
    folder_ids: Collection[UUID] = ()
    nested: bool = False  # with folder_ids: those below these folders too
    without_folder: bool = False  # at the top of their project
    event_ids: Collection[str] | None = None  # streams or recordings of these events
    loose_streams: bool = False  # of streams only those of no event
    by_beacons: bool | None = None  # those alone that beacons made known, or that someone put
    text: str = ""  # every word of it is in the title, the description or the id


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Which part of a list, and in which order; ties go by the id."""

    order: Sequence[tuple[str, Direction]]
    limit: int
    offset: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """What a deletion did to what was inside."""

    contents: int = 0  # moved or deleted, as asked
    folders: int = 0  # likewise; without the one that was to be deleted
    project_id: UUID | None = None  # where the contents are now; None: deleted
    folder_id: UUID | None = None  # likewise; None: at the top of the project


LineKind = Literal["project", "folder", "event", "stream", "video"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportLine:
    """A line of a tree that is imported."""

    number: int  # in its file, from 1
    kind: LineKind
    fields: Mapping[str, Any]  # those given: of `Content`, and project, folder: names, as in `folder1/folder2`


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedLine:
    """A line that was not taken, and why."""

    line: int
    field: str  # empty: the line as a whole
    reason: Literal["malformed", "missing", "unexpected", "unknown", "conflict"]
    detail: str


@dataclass(kw_only=True, slots=True)
class Imported:
    """What an import did. Lines that were taken: created + updated + unchanged."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[RefusedLine] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Contents in any of the folders (nested ones included) or of the projects; neither: everything."""

    project_ids: Sequence[UUID] = ()
    folder_ids: Sequence[UUID] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportOrder:
    """A report as it is asked for."""

    kind: ReportKind
    asked: Mapping[str, Any]  # as reports/asking.py reads it
    start_ms: int  # of its period
    end_ms: int  # likewise, exclusive
    timezone: str
    email: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A file or a digest that is made in the background, and the mail that tells of it."""

    id: UUID
    workspace_id: UUID
    schedule_id: UUID | None  # that asked for it
    kind: ReportKind
    asked: Mapping[str, Any]  # as reports/asking.py reads it
    start_ms: int  # of its period
    end_ms: int  # likewise, exclusive
    timezone: str
    email: str | None
    state: ReportState
    progress: int  # percent
    error: str | None  # why it failed, or why it is to be tried again
    attempts: int  # that failed
    try_at: datetime | None  # of a queued one that failed: not before
    about: Mapping[str, Any] | None  # what was made: rows and bytes of a file, figures of a digest
    mail: MailState | None  # None: nobody wants one
    mail_error: str | None
    mail_attempts: int
    mail_at: datetime | None  # of a waiting mail: the next attempt
    again_id: UUID | None  # made again after it had expired: as this one
    expires_at: datetime | None  # the file's end
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DueMail:
    """A mail that should be sent now."""

    id: UUID  # of the report, or of the account's link
    attempts: int  # that failed


@dataclass(frozen=True, kw_only=True, slots=True)
class DueSchedule:
    """A schedule whose time has come."""

    id: UUID
    attempts: int  # that failed


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """Reports or digests that come by themselves, each about the week or the month before."""

    id: UUID
    workspace_id: UUID
    kind: ReportKind
    every: Every
    hour: int  # of the first day after it, in the workspace's time zone
    asked: Mapping[str, Any]
    email: str
    next_at: datetime
    attempts: int  # that failed, of what is due
    error: str | None  # of the last of them
    unsubscribed_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure:
    """The receipt of a viewer's erasure. It doesn't name them."""

    id: UUID
    workspace_id: UUID
    viewer_hash: bytes  # `Workspace.viewer_hash`
    devices: bool  # whether anonymous plays of the same devices go too
    requested_at: datetime
    drained_at: datetime | None  # when all that came before it was in the store
    done_at: datetime | None  # when nothing of the viewer was left on disk
    plays: int  # that ever carried the viewer
    versions: int  # of all plays deleted, as the store held them
    parts: int  # of the store that held them, and were rewritten
    anonymous_plays: int  # of the same devices: deleted, or kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """The erased viewers of a workspace."""

    workspace_id: UUID
    secret: bytes = field(repr=False)  # the key of the hashes
    viewer_hashes: tuple[bytes, ...] = field(repr=False)


VerificationState = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """A wish to have the store verified, and what became of it."""

    id: UUID
    rebuild: bool  # whether what differs is made anew
    state: VerificationState
    attempts: int  # by how many processes it was begun
    progress: Mapping[str, Any] | None  # of a running one: `doing`, what, and `done` of `of`
    outcome: Mapping[str, Any] | None  # of one that is done: loader/verifying.py
    error: str | None  # of one that failed, for people
    created_at: datetime
    updated_at: datetime
