"""How many videos beacons may make known: whoever has the public key can name any id, which shall use up nothing."""

from uuid import UUID

from mutoscope.addresses import client_network
from mutoscope.beacon import Reason, Refused
from mutoscope.catalog import Adoption
from mutoscope.ingest import Arrival
from mutoscope.rates import Rate

HOUR = 3600
NETWORKS_OF_A_SITE = 4
"""An IPv6 network of 48 bits, in which one may choose among 65,536 of a client's, counts as so many."""

_CLOSED_SECONDS = 10
_FULL = {
    "unwanted": "and new ones of this id are not taken",
    "workspace full": "which took 1,000 new ones this hour",
    "domain full": "which took 500 new ones this hour on pages of this domain",
}

_Full = UUID | tuple[UUID, str]  # a workspace, or a domain in it


class Growth:
    """The counts of this process; those of a workspace and its domains are the catalog's."""

    def __init__(self, per_network: int) -> None:
        """per_network: videos that one client's network may make known in a workspace in an hour; 0: any number."""
        self._per_network = per_network
        self._networks = Rate(per_network / HOUR, burst_seconds=HOUR)
        self._sites = Rate(NETWORKS_OF_A_SITE * per_network / HOUR, burst_seconds=HOUR)
        self._closed: dict[_Full, float] = {}  # until when the catalog need not be asked

    def check(self, arrival: Arrival, now: float) -> None:
        """Raises Refused where the beacon may make no video known. now: monotonic seconds."""
        video, workspace_id = arrival.beacon.video, arrival.workspace.id
        if arrival.source.limited and any(rate.wait(name, now) for rate, name in self._counted(arrival)):
            raise refused(video, f"which took {self._per_network} new ones from your network this hour")
        if self._closed.get(workspace_id, 0) > now:
            raise refused(video, _FULL["workspace full"])
        if self._closed.get((workspace_id, arrival.host), 0) > now:
            raise refused(video, _FULL["domain full"])

    def note(self, arrival: Arrival, adopted: Adoption, now: float) -> None:
        """What the catalog said. Raises Refused where it took none."""
        if adopted == "known":
            for rate, name in self._counted(arrival) if arrival.source.limited else ():
                rate.acquire(name, now)
            return
        if adopted != "unwanted":
            workspace_id = arrival.workspace.id
            self._closed = {full: until for full, until in self._closed.items() if until > now}
            full: _Full = workspace_id if adopted == "workspace full" else (workspace_id, arrival.host)
            self._closed[full] = now + _CLOSED_SECONDS
        raise refused(arrival.beacon.video, _FULL[adopted])

    def _counted(self, arrival: Arrival) -> tuple[tuple[Rate, str], ...]:
        workspace_id, address = arrival.workspace.id, arrival.source.address
        return (
            (self._networks, f"{workspace_id} {client_network(address)}"),
            (self._sites, f"{workspace_id} {client_network(address, 48)}"),
        )


def refused(video: str, why: str) -> Refused:
    return Refused(Reason.UNKNOWN_VIDEO, f"video: {video} is not in the catalog, {why}")
