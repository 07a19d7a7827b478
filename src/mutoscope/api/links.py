"""Addresses of player pages, for the answers of the catalog."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from mutoscope.catalog import Catalog, link_address

Link = Callable[[str], str | None]


@dataclass(frozen=True, kw_only=True)
class Links:
    """Knows where this server can be reached."""

    catalog: Catalog
    base: str  # as it was set; empty: wherever whoever asks has reached it
    usual: str  # where neither is known
    path: str = ""  # below which it is, as it was set: `/stats`

    def of_players(self, workspace_id: UUID, origin: str) -> Link:
        """The address of a content's player page, by its id; None while the workspace has no ingest key."""
        keys = self.catalog.ingest_keys(workspace_id)
        base = self._base(origin)
        return lambda id_: f"{base}/embed/{id_}?key={keys[0].key}" if keys else None

    def of_invitation(self, secret: str, origin: str) -> str:
        """The page of an invitation, for whoever gave it to hand over. Not for mails: a client says `origin`."""
        return link_address(self._base(origin), "invitation", secret)

    def _base(self, origin: str) -> str:
        return self.base or origin or self.usual
