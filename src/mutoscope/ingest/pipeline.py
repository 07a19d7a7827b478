"""The steps of a beacon: each has one subject and one possible reason to refuse."""

import time
from collections.abc import Callable

from mutoscope.addresses import client_network
from mutoscope.beacon import Reason, Refused, check_clock, check_spans, loaded_at, minted_ms
from mutoscope.catalog import Directory
from mutoscope.config import Settings
from mutoscope.hosts import is_allowed, shown_host, without_www
from mutoscope.ingest.arrival import Arrival, Facts, UnknownVideo
from mutoscope.ingest.client import Hints, client_of
from mutoscope.ingest.identity import NO_DEVICE, Salts, derived_session, id_hex
from mutoscope.ingest.pages import clean_field
from mutoscope.ingest.place import GeoDatabase
from mutoscope.ingest.row import PlayRow
from mutoscope.rates import Rate
from mutoscope.texts import without_controls

_UNKNOWN = Facts()


class Pipeline:
    """Check and enrich beacons. `directory`: the newest picture of the catalog, replaced from outside as it changes."""

    def __init__(self, settings: Settings, directory: Directory, geo: GeoDatabase) -> None:
        self.directory = directory
        self.salts = Salts()
        self._geo = geo
        self._address_rate = Rate(settings.rate_per_address)
        self._key_rate = Rate(settings.rate_per_key)
        self.steps: tuple[Callable[[Arrival], None], ...] = (
            self.find_workspace,
            self.limit_rate,
            self.cut_addresses,
            self.check_domain,
            self.check_clock,
            self.check_spans,
            self.check_viewer,
            self.find_video,
            self.find_place_and_client,
            self.settle_identity,
        )

    def run(self, arrival: Arrival) -> PlayRow:
        """All steps in their order. Raises Refused; UnknownVideo, UnknownSalt when nothing but that is unknown."""
        for step in self.steps:
            step(arrival)
        return _row(arrival)

    def find_workspace(self, arrival: Arrival) -> None:
        workspace = arrival.source.workspace or self.directory.keys.get(arrival.beacon.key)
        if workspace is None:
            raise Refused(Reason.UNKNOWN_KEY, "key: no workspace has this ingest key")
        arrival.found = workspace

    def limit_rate(self, arrival: Arrival) -> None:
        if arrival.rated or not arrival.source.limited:  # rated: the steps run again, its video being known now
            return
        network, now = client_network(arrival.source.address), time.monotonic()
        wait = self._address_rate.acquire(network, now) or self._key_rate.acquire(arrival.beacon.key, now)
        if wait:
            raise Refused(Reason.RATE, f"too many beacons; try again in {wait} s", retry_after=wait)
        arrival.rated = True

    def cut_addresses(self, arrival: Arrival) -> None:
        beacon, query, route = arrival.beacon, arrival.workspace.keep_query, arrival.workspace.keep_fragment
        arrival.page, arrival.host = clean_field("page", beacon.page, query, keep_route=route)
        arrival.ref = clean_field("ref", beacon.ref, query, keep_route=route)[0] if beacon.ref else ""

    def check_domain(self, arrival: Arrival) -> None:
        if not is_allowed(arrival.host, arrival.workspace.allowed_domains):
            host = shown_host(arrival.host) or "a page without host"
            raise Refused(Reason.DOMAIN, f"page: {host} is none of the allowed domains")

    def check_clock(self, arrival: Arrival) -> None:
        check_clock(arrival.beacon, arrival.received_ms)
        arrival.loaded_ms = loaded_at(arrival.beacon, arrival.received_ms)

    def check_spans(self, arrival: Arrival) -> None:
        check_spans(arrival.beacon.spans, arrival.beacon.sent - arrival.beacon.loaded)

    def check_viewer(self, arrival: Arrival) -> None:
        workspace, viewer = arrival.workspace, without_controls(arrival.beacon.viewer or "")
        arrival.viewer = viewer
        if workspace.erased and viewer and workspace.viewer_hash(viewer) in workspace.erased:
            raise Refused(Reason.ERASED, "viewer: this viewer was erased")

    def find_video(self, arrival: Arrival) -> None:
        video = arrival.beacon.video
        kind = self.directory.kind(arrival.workspace.id, video)
        if kind is None:
            raise UnknownVideo(arrival)
        if kind == "event":
            raise Refused(Reason.UNKNOWN_VIDEO, f"video: {video} is an event; send the id of its stream")

    def find_place_and_client(self, arrival: Arrival) -> None:
        source, known = arrival.source, arrival.source.given or _UNKNOWN
        country, city = known.country, known.city
        if not country and source.address:
            country, city = self._geo.place(source.address)
        client = client_of(source.user_agent, _hints(arrival))
        arrival.facts = Facts(
            country=country,
            city=city,
            device_type=known.device_type or client.device_type,
            os=known.os or client.os,
            browser=known.browser or client.browser,
            traffic="bot" if client.bot and known.traffic == "human" else known.traffic,
        )

    def settle_identity(self, arrival: Arrival) -> None:
        beacon, source = arrival.beacon, arrival.source
        if beacon.session is None or source.private:
            arrival.session = derived_session(beacon, source, arrival.received_ms, self.salts, arrival.workspace.secret)
            arrival.device = NO_DEVICE
        else:
            arrival.session = id_hex(beacon.session)
            arrival.device = id_hex(beacon.device) if beacon.device else NO_DEVICE


def _hints(arrival: Arrival) -> Hints:
    source, beacon = arrival.source, arrival.beacon
    return Hints(
        mobile=source.mobile,
        platform=source.platform,
        touch=beacon.touch,
        narrow=min(beacon.screen) if beacon.screen else 0,
    )


def _row(arrival: Arrival) -> PlayRow:
    beacon, facts = arrival.beacon, arrival.facts
    width, height = beacon.screen or (0, 0)
    return PlayRow(
        workspace_id=arrival.workspace.id,
        video_id=beacon.video,
        play=beacon.play,
        minted_at=minted_ms(beacon.play),
        seq=beacon.seq,
        received_at=arrival.received_ms,
        loaded_at=arrival.loaded_ms,
        live=beacon.live,
        duration_ms=beacon.duration or 0,
        session=arrival.session,
        device=arrival.device,
        viewer=arrival.viewer,
        context={without_controls(key): without_controls(value) for key, value in (beacon.context or {}).items()},
        traffic=facts.traffic,
        country=facts.country,
        city=without_controls(facts.city),
        device_type=facts.device_type,
        os=without_controls(facts.os),
        browser=without_controls(facts.browser),
        domain=without_www(arrival.host),
        page=arrival.page,
        ref=arrival.ref,
        lang=without_controls(beacon.lang or ""),
        tz=without_controls(beacon.tz or ""),
        screen_width=width,
        screen_height=height,
        player=without_controls(beacon.player or ""),
        playing=beacon.playing,
        play_count=beacon.n.play,
        pause_count=beacon.n.pause,
        seek_count=beacon.n.seek,
        replay_count=beacon.n.replay,
        stall_count=beacon.n.stall,
        error_count=beacon.n.error,
        startup_ms=beacon.startup,
        stalled_ms=beacon.stalled or 0,
        spans=beacon.spans,
    )
