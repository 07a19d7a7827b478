"""The demo's history: the same every time, nothing in it that the collector would refuse, and alike to life."""

import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from mutoscope.beacon import Beacon, check_clock, check_spans, loaded_at, minted_ms, read_beacon
from mutoscope.demo import DemoFolder, DemoProject, SendError, catalogue, plays, send
from mutoscope.demo.catalogue import DemoStream, all_events, all_videos
from mutoscope.demo.crowd import state
from mutoscope.demo.media import media_files, playlist_path, poster
from mutoscope.demo.plan import plays_from
from mutoscope.demo.recording import Line

END_MS = int(datetime(2026, 3, 12, 15, 20, tzinfo=UTC).timestamp() * 1000)
DAY_MS = 86_400_000
COUNT = 20_000

Plays = list[tuple[Beacon, dict[str, Any]]]


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return list(plays(END_MS, COUNT))


@pytest.fixture(scope="module")
def beacons(lines: list[bytes]) -> Plays:
    """Each line as the collector reads it, and as it stands."""
    return [(read_beacon(line.replace(b'{"v":1', b'{"v":1,"key":"k"', 1)), json.loads(line)) for line in lines]


def all_streams() -> list[DemoStream]:
    return [stream for event in all_events() for stream in event.streams]


def views(beacons: Plays) -> Plays:
    return [(beacon, line) for beacon, line in beacons if is_view(beacon)]


def is_view(beacon: Beacon) -> bool:
    run = 0
    for span in beacon.spans:
        run = run + span.wall if span.cont else span.wall
        if run >= 5_000:
            return True
    return False


class TestCatalogue:
    def test_sixty_videos_with_ids_that_beacons_may_name(self) -> None:
        videos = list(all_videos())
        assert len(videos) == len({video.id for video in videos}) == 60
        assert len({video.title for video in videos}) == 60
        assert min(video.duration_ms for video in videos) >= 40_000
        assert 80 * 60_000 < max(video.duration_ms for video in videos) <= 90 * 60_000
        assert all(video.id.replace("-", "").isalnum() and len(video.id) <= 64 for video in videos)

    def test_three_projects_with_folders_three_deep(self) -> None:
        def depth(place: DemoProject | DemoFolder) -> int:
            return max((1 + depth(folder) for folder in place.folders), default=0)

        projects = catalogue()
        assert len(projects) == 3
        assert max(depth(project) for project in projects) == 3

    def test_ids_never_change(self) -> None:
        assert catalogue() == catalogue()
        assert catalogue()[0].id == "25e7ef1a-fadf-5abd-a3e9-5585bb9620ae"


class TestPlays:
    def test_same_arguments_same_bytes(self) -> None:
        assert list(plays(END_MS, 1_500, seed=4)) == list(plays(END_MS, 1_500, seed=4))

    def test_another_seed_is_another_history(self) -> None:
        assert list(plays(END_MS, 300, seed=1)) != list(plays(END_MS, 300, seed=2))

    @pytest.mark.parametrize("count", [300, 3_000])
    def test_about_as_many_as_asked_for(self, count: int) -> None:
        assert len(list(plays(END_MS, count))) == pytest.approx(count, rel=0.1)

    def test_number(self, lines: list[bytes]) -> None:
        assert len(lines) == pytest.approx(COUNT, rel=0.03)

    def test_each_line_is_one_line(self, lines: list[bytes]) -> None:
        assert all(line.endswith(b"}\n") and line.count(b"\n") == 1 for line in lines)

    def test_nothing_would_be_refused(self, beacons: Plays) -> None:
        for beacon, line in beacons:
            assert "key" not in line
            check_clock(beacon, line["received"])
            check_spans(beacon.spans, beacon.sent - beacon.loaded)

    def test_ids(self, beacons: Plays) -> None:
        assert len({beacon.play for beacon, _ in beacons}) == len(beacons)
        assert all(minted_ms(beacon.play) == beacon.loaded for beacon, _ in beacons)
        assert {beacon.video for beacon, _ in beacons} <= {video.id for video in all_videos()} | {
            stream.id for stream in all_streams()
        }

    def test_times(self, beacons: Plays) -> None:
        loads = [beacon.loaded for beacon, _ in beacons]
        assert loads == sorted(loads)
        for beacon, line in beacons:
            assert END_MS - 90 * DAY_MS <= beacon.loaded <= beacon.sent <= line["received"] <= END_MS
            assert 0 <= loaded_at(beacon, line["received"]) - beacon.loaded < 5_000

    def test_positions_and_lengths(self, beacons: Plays) -> None:
        lengths = {video.id: video.duration_ms for video in all_videos()}
        broadcasts = {stream.id: stream.length_ms for stream in all_streams()}
        for beacon, _ in beacons:
            assert beacon.live == (beacon.video in broadcasts)
            assert beacon.duration == lengths.get(beacon.video)
            for span in beacon.spans:
                assert 0 <= span.from_ <= span.to <= (lengths | broadcasts)[beacon.video]
                assert span.to - span.from_ <= 2 * span.wall + 2

    def test_counts_agree_with_spans(self, beacons: Plays) -> None:
        for beacon, _ in beacons:
            breaks = sum(1 for span in beacon.spans[1:] if not span.cont)
            assert (beacon.n.play > 0) >= bool(beacon.spans)
            assert (beacon.startup is not None) == bool(beacon.spans)
            assert beacon.n.pause + beacon.n.seek + beacon.n.replay >= breaks
            assert bool(beacon.stalled) == bool(beacon.n.stall)

    def test_sessions_end_after_half_an_hour(self, beacons: Plays) -> None:
        by_device = defaultdict(list)
        for beacon, _ in beacons:
            assert (beacon.session is None) == (beacon.device is None)
            if beacon.device:
                by_device[beacon.device].append((beacon.loaded, beacon.sent, beacon.session))
        for stays in by_device.values():
            active, session = 0, None
            for loaded, sent, own in sorted(stays):
                assert (own == session) == (loaded - active < 30 * 60_000 and session is not None)
                active, session = max(active, sent), own


class TestLife:
    def test_share_of_views(self, beacons: Plays) -> None:
        assert 0.35 < len(views(beacons)) / len(beacons) < 0.47

    def test_good_and_bad_placements(self, beacons: Plays) -> None:
        hosts = Counter(urlsplit(beacon.page).netloc for beacon, _ in beacons)
        seen = Counter(urlsplit(beacon.page).netloc for beacon, _ in views(beacons))
        assert seen["morning-digest.example"] / hosts["morning-digest.example"] < 0.08
        assert 0.6 < seen["docs.tidewire.example"] / hosts["docs.tidewire.example"] < 0.85
        assert any(beacon.page == "https://vk.com" for beacon, _ in beacons)

    def test_students_are_known_and_their_lessons_told(self, beacons: Plays) -> None:
        students = [beacon for beacon, _ in beacons if beacon.page.startswith("https://learn.brightpath.example/")]
        assert len(students) > COUNT / 6
        for beacon in students:
            assert beacon.viewer
            assert beacon.context
            assert beacon.video == f"{beacon.context['course']}-{int(beacon.context['lesson']):02d}"

    def test_nothing_is_watched_before_it_is_out(self, beacons: Plays) -> None:
        released = {video.id: END_MS - video.age_days * DAY_MS for video in all_videos()}
        assert all(beacon.loaded >= released[beacon.video] for beacon, _ in beacons if not beacon.live)

    def test_devices_fit(self, beacons: Plays) -> None:
        kinds = Counter((line["device_type"], line["os"], line["browser"]) for _, line in beacons if "os" in line)
        assert all(system == "iOS" for _, system, browser in kinds if browser == "Mobile Safari")
        assert all(system in {"iOS", "Android"} for form, system, _ in kinds if form == "mobile")
        assert all(system == "Windows" for _, system, browser in kinds if browser == "Edge")
        assert len({line["country"] for _, line in beacons}) >= 30

    def test_bots_and_the_house_are_few_and_marked(self, beacons: Plays) -> None:
        marks = Counter(line.get("traffic", "human") for _, line in beacons)
        assert 0 < marks["bot"] < 0.03 * len(beacons)
        assert 0 < marks["internal"] < 0.02 * len(beacons)
        assert all(line["traffic"] == "bot" for _, line in beacons if "user_agent" in line)

    def test_today_is_not_empty_and_some_watch_now(self) -> None:
        recent = [json.loads(line) for line in plays(END_MS, 60_000)][-2_000:]
        assert sum(line["loaded"] > END_MS - 3_600_000 for line in recent) > 10
        assert any(line["playing"] and line["received"] > END_MS - 30_000 for line in recent)


class Installation:
    """The import's end of the line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: httpx.Response) -> None:
        self.lines: list[bytes] = []
        self.requests: list[httpx.Request] = []
        self.answers = list(answers)
        client = partial(httpx.Client, transport=httpx.MockTransport(self.answer))
        monkeypatch.setattr("mutoscope.demo.sending.httpx.Client", client)
        monkeypatch.setattr("mutoscope.demo.sending.CHUNK_BYTES", 100_000)
        monkeypatch.setattr("mutoscope.demo.sending.time.sleep", lambda _: None)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.answers:
            return self.answers.pop(0)
        lines = gzip.decompress(request.content).splitlines(keepends=True)
        self.lines += lines
        return httpx.Response(200, json={"data": {"accepted": len(lines), "refused": 0, "errors": []}})


class TestLiveEvent:
    def test_many_at_once_and_most_from_its_beginning(self, beacons: Plays) -> None:
        for stream in all_streams():
            played = [beacon for beacon, _ in views(beacons) if beacon.video == stream.id]
            assert len(played) > stream.audience * COUNT / 200_000 * 0.5
            begins = [beacon.loaded + beacon.spans[0].at - beacon.spans[0].from_ for beacon in played]
            assert max(begins) - min(begins) < 60_000

    def test_recordings_come_after_their_broadcasts(self) -> None:
        released = {video.id: video.age_days for video in all_videos()}
        recorded = [stream for stream in all_streams() if stream.recording]
        assert len(recorded) == 3
        assert all(released[stream.recording] < stream.days_ago for stream in recorded)


class TestCrowd:
    def test_who_goes_on_is_told_as_it_is_until_the_play_ends(self) -> None:
        plays_ = [msgspec.json.decode(line, type=Line) for line in plays_from(END_MS, COUNT)]
        watching = [play for play in plays_ if play.loaded <= END_MS < play.sent]
        assert len(watching) > 3
        for play in watching:
            told: list[int] = []
            for now in (*range(END_MS, play.sent, 30_000), play.sent):
                line = state(play, now)
                beacon = read_beacon(line.replace(b'{"v":1', b'{"v":1,"key":"k"', 1))
                check_clock(beacon, now)
                check_spans(beacon.spans, beacon.sent - beacon.loaded)
                told.append(sum(span.wall for span in beacon.spans))
            assert told == sorted(told)
            assert told[-1] == sum(span[1] for span in play.spans)


class TestMedia:
    def test_a_playlist_is_as_long_as_its_video(self) -> None:
        found = dict(media_files())
        for video in all_videos():
            lines = found[playlist_path(video.id)].decode().splitlines()
            seconds = [int(line[8:-1]) for line in lines if line.startswith("#EXTINF:")]
            assert sum(seconds) == round(video.duration_ms / 1000)
            ends = [line[17:].split("@") for line in lines if line.startswith("#EXT-X-BYTERANGE:")]
            assert max(int(at) + int(size) for size, at in ends) <= len(found["/media/loop.mp4"])

    def test_a_title_is_text(self) -> None:
        assert "<script" not in poster("v", "<script>alert(1)</script>")


class TestSend:
    def test_everything_arrives_in_chunks(self, monkeypatch: pytest.MonkeyPatch, lines: list[bytes]) -> None:
        installation = Installation(monkeypatch)
        advanced: list[int] = []
        assert send(lines[:1_000], "http://demo.test", "t0ken", advanced.append) == 1_000
        assert installation.lines == lines[:1_000]
        assert len(advanced) == len(installation.requests) > 2
        assert sum(advanced) == 1_000
        assert installation.requests[0].url == "http://demo.test/v1/plays/import"
        assert installation.requests[0].headers["Authorization"] == "Bearer t0ken"

    def test_waits_when_asked_to(self, monkeypatch: pytest.MonkeyPatch, lines: list[bytes]) -> None:
        installation = Installation(monkeypatch, httpx.Response(503, headers={"Retry-After": "2"}), httpx.Response(429))
        assert send(lines[:10], "http://demo.test", "t", lambda _: None) == 10
        assert len(installation.requests) == 3

    def test_a_refused_line_is_an_error(self, monkeypatch: pytest.MonkeyPatch, lines: list[bytes]) -> None:
        errors = [{"line": 3, "reason": "clock", "detail": "play: minted long ago"}]
        answer = {"data": {"accepted": 9, "refused": 1, "errors": errors}}
        Installation(monkeypatch, httpx.Response(200, json=answer))
        with pytest.raises(SendError, match="1 plays were refused: line 3: clock, play: minted long ago"):
            send(lines[:10], "http://demo.test", "t", lambda _: None)

    def test_other_answers_are_errors(self, monkeypatch: pytest.MonkeyPatch, lines: list[bytes]) -> None:
        Installation(monkeypatch, httpx.Response(401, json={"error": {"code": 100102}}))
        with pytest.raises(SendError, match="401"):
            send(lines[:10], "http://demo.test", "t", lambda _: None)
