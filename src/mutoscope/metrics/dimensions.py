"""Dimensions: what a question can be grouped and filtered by. Each is declared here once."""

from dataclasses import dataclass
from typing import Literal

CONTEXT_PREFIX = "context."


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A property of a play. sql: over the columns of queries/shown_of_play.sql and content_columns.sql."""

    name: str
    title: str
    help: str
    sql: str
    type: Literal["string", "uuid", "instant"] = "string"
    from_catalog: bool = False  # known by the content's mirror, not by the play itself

    @property
    def sql_type(self) -> str:
        return "UUID" if self.type == "uuid" else "String"

    @property
    def of_content(self) -> bool:
        """Whether all versions of a play share it, as they share its content."""
        return self.from_catalog or self.sql == "video_id"


_ALL = (
    Dimension(
        name="date", title="Date", help="Bucket of time in the workspace's time zone.", sql="bucket", type="instant"
    ),
    Dimension(
        name="video_id", title="Video", help="The content: a video, or a stream of a live event.", sql="video_id"
    ),
    Dimension(
        name="project_id",
        title="Project",
        help="The project the content is in now.",
        sql="project_id",
        type="uuid",
        from_catalog=True,
    ),
    Dimension(
        name="folder_id",
        title="Folder",
        help="The folder the content is in now; null: none.",
        sql="folder_id",
        type="uuid",
        from_catalog=True,
    ),
    Dimension(name="event_id", title="Event", help="The live event of a stream.", sql="event_id", from_catalog=True),
    Dimension(
        name="stream_id",
        title="Stream",
        help="The content, where it is a stream.",
        sql="if(kind = 'stream', video_id, '')",
        from_catalog=True,
    ),
    Dimension(name="country", title="Country", help="ISO 3166 code of the viewer's country.", sql="country"),
    Dimension(name="city", title="City", help="The viewer's city; needs a city database.", sql="city"),
    Dimension(name="device", title="Device", help="desktop, mobile, tablet or tv.", sql="device_type"),
    Dimension(name="os", title="Operating system", help="Family of the viewer's operating system.", sql="os"),
    Dimension(name="browser", title="Browser", help="Family of the viewer's browser.", sql="browser"),
    Dimension(name="domain", title="Domain", help="Host of the page, without a leading www.", sql="domain"),
    Dimension(name="page", title="Page", help="Address of the page in which the player is embedded.", sql="page"),
    Dimension(name="external_id", title="Viewer", help="The externalId that the host page passes.", sql="viewer"),
    Dimension(name="traffic", title="Traffic", help="human, bot or internal.", sql="traffic"),
)
DIMENSIONS: dict[str, Dimension] = {dimension.name: dimension for dimension in _ALL}


def dimension(name: str) -> Dimension:
    """The dimension of that name; `context.KEY` is one for any KEY. Raises KeyError."""
    if name.startswith(CONTEXT_PREFIX) and len(name) > len(CONTEXT_PREFIX):
        return Dimension(
            name=name, title=name.removeprefix(CONTEXT_PREFIX), help="The host page's own context.", sql=""
        )
    return DIMENSIONS[name]
