"""A beacon on its way through the steps, and where it came from."""

from uuid import UUID

import msgspec

from mutoscope.beacon import Beacon
from mutoscope.catalog import Workspace


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the steps find out about a viewer's place and machine, or an import already knows. Empty: unknown."""

    country: str = ""  # ISO 3166 alpha-2, upper case
    city: str = ""
    device_type: str = ""  # desktop, mobile, tablet, tv
    os: str = ""  # ua-parser's family
    browser: str = ""  # ua-parser's family
    traffic: str = "human"  # human, bot, internal


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who sent a beacon. All but `given` and `workspace` lives in memory only; nothing of it is stored or logged."""

    address: str = ""  # IP address; empty: unknown
    user_agent: str = ""
    mobile: bool = False  # Sec-CH-UA-Mobile
    platform: str = ""  # Sec-CH-UA-Platform
    private: bool = False  # Sec-GPC or DNT: no device, a derived session
    given: Facts | None = None  # an import's own facts, taken instead of looking at address and User-Agent
    limited: bool = True  # counts against the rates (an import does not)
    workspace: Workspace | None = None  # known already (an import's token); None: by the beacon's key


class Arrival(msgspec.Struct):
    """What is known so far. Steps fill it in; the last ones make the row of it."""

    beacon: Beacon
    received_ms: int  # since the epoch, the server's clock
    source: Source
    loaded_ms: int = 0
    facts: Facts = Facts()
    session: str = ""  # hex
    device: str = ""  # hex
    page: str = ""
    host: str = ""  # of the page, in the form of hosts.py
    ref: str = ""
    viewer: str = ""  # without control characters
    found: Workspace | None = None
    rated: bool = False  # has taken its token of the rates

    @property
    def workspace(self) -> Workspace:
        """The workspace that the first step found."""
        assert self.found is not None
        return self.found

    @property
    def workspace_id(self) -> UUID | None:
        """None as long as (and if ever) no workspace is known."""
        return self.found.id if self.found else None


class UnknownVideo(Exception):
    """Every check passed, but the catalog has no such video yet. The caller adds it and runs the steps again."""

    def __init__(self, arrival: Arrival) -> None:
        super().__init__(arrival.beacon.video)
        self.arrival = arrival
