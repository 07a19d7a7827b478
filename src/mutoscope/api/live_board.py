"""Who watches what now, asked of the store once a second at most for a workspace, however many want to know."""

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from mutoscope.catalog import Catalog, Workspace
from mutoscope.countries import country_name
from mutoscope.metrics import Choice, LiveContent, LivePlay, Metrics, Period, Question, Traffic, rfc3339

FRESH_MS = 900
"""How long a picture is good for: not quite until the next look of a listener, a second later."""

PEAKS_MS = 10_000
"""How long the peaks of today are good for."""

MOST_PLAYS = 100

Peaks = Mapping[tuple[str, str], int]  # by dimension (`video_id`, `event_id`) and id


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Which contents a listener wants; empty: any. Values of one are "or", between them it is "and"."""

    video_id: frozenset[str] = frozenset()
    event_id: frozenset[str] = frozenset()
    project_id: frozenset[str] = frozenset()
    folder_id: frozenset[str] = frozenset()  # with those nested in them

    def takes(self, content: LiveContent) -> bool:
        own = {
            "video_id": content.video_id,
            "event_id": content.event_id,
            "project_id": str(content.project_id),
            "folder_id": str(content.folder_id),
        }
        return all(not wanted or own[name] in wanted for name, wanted in vars(self).items())


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Who watches what, as of one instant."""

    at_ms: int
    contents: list[LiveContent]
    titles: Mapping[str, str]  # of contents and events
    peaks: Peaks
    _encoded: dict[Narrowing, bytes] = field(default_factory=dict, repr=False)

    def shown(self, narrowing: Narrowing) -> dict[str, Any]:
        """As the API answers it."""
        contents = [content for content in self.contents if narrowing.takes(content)]
        plays = sorted(((play, content) for content in contents for play in content.plays), key=_begun, reverse=True)
        return {
            "total": _counts(contents),
            "contents": [
                {
                    "video_id": content.video_id,
                    "title": self.titles.get(content.video_id, ""),
                    "event_id": content.event_id or None,
                    **_counts([content]),
                    "peak_concurrent_viewers": self.peaks.get(("video_id", content.video_id), 0),
                }
                for content in contents
            ],
            "events": [self._event(id_, contents) for id_ in {c.event_id: None for c in contents if c.event_id}],
            "plays": [self._play(play, content) for play, content in plays[:MOST_PLAYS]],
        }

    def encoded(self, narrowing: Narrowing) -> bytes:
        """The same as JSON, made once for all who want it."""
        if narrowing not in self._encoded:
            self._encoded[narrowing] = msgspec.json.encode(self.shown(narrowing))
        return self._encoded[narrowing]

    def _event(self, event_id: str, contents: list[LiveContent]) -> dict[str, Any]:
        return {
            "event_id": event_id,
            "title": self.titles.get(event_id, ""),
            **_counts([content for content in contents if content.event_id == event_id]),
            "peak_concurrent_viewers": self.peaks.get(("event_id", event_id), 0),
        }

    def _play(self, play: LivePlay, content: LiveContent) -> dict[str, Any]:
        return {
            "id": play.play_id,
            "video_id": content.video_id,
            "title": self.titles.get(content.video_id, ""),
            "loaded_at": rfc3339(play.loaded_ms),
            "seen_at": rfc3339(play.received_ms),
            "position": play.position_ms / 1000,
            "watch_time": play.watch_ms / 1000,
            "external_id": play.external_id,
            "country": play.country,
            "country_name": country_name(play.country),
            "city": play.city,
            "device": play.device,
            "os": play.os,
            "browser": play.browser,
            "domain": play.domain,
            "page": play.page,
        }


class LiveBoard:
    """Pictures of workspaces. Blocks; safe to call from several threads."""

    def __init__(self, catalog: Catalog, metrics: Metrics) -> None:
        self._catalog = catalog
        self._metrics = metrics
        self._places: dict[tuple[UUID, Traffic], _Place] = {}
        self._making = threading.Lock()

    def picture(self, workspace: Workspace, traffic: Traffic, now_ms: int) -> Picture:
        """The newest picture, at most a second old. Raises StoreError, CatalogError."""
        with self._making:
            place = self._places.setdefault((workspace.id, traffic), _Place())
        with place.lock:
            if place.picture is None or not 0 <= now_ms - place.picture.at_ms < FRESH_MS:
                place.picture = self._look(workspace, traffic, now_ms, place)
            return place.picture

    def _look(self, workspace: Workspace, traffic: Traffic, now_ms: int, place: "_Place") -> Picture:
        choice = Choice(workspace=workspace.id, traffic=traffic)
        contents = self._metrics.live(choice, workspace.pseudonym_key(), now_ms=now_ms)
        videos = {content.video_id for content in contents}
        events = {content.event_id for content in contents if content.event_id}
        if not 0 <= now_ms - place.peaks_ms < PEAKS_MS or not place.peaked >= videos:
            place.peaks = self._peaks(workspace, traffic, now_ms, videos, events)
            place.peaks_ms, place.peaked = now_ms, videos
        titles = self._catalog.titles(workspace.id, videos | events) if videos else {}
        return Picture(at_ms=now_ms, contents=contents, titles=titles, peaks=place.peaks)

    def _peaks(
        self, workspace: Workspace, traffic: Traffic, now_ms: int, videos: Collection[str], events: Collection[str]
    ) -> Peaks:
        """The peaks of today so far."""
        today = Period.named("today", now_ms, ZoneInfo(workspace.timezone), now_ms)
        peaks = {}
        for dimension, ids in (("video_id", videos), ("event_id", events)):
            if ids:
                question = Question(
                    choice=Choice(workspace=workspace.id, filters={dimension: sorted(ids)}, traffic=traffic),
                    period=today,
                    measures=("peak_concurrent_viewers",),
                    by=(dimension,),
                )
                for row in self._metrics.ask(question).rows:
                    peaks[dimension, row[dimension]] = row["peak_concurrent_viewers"]
        return peaks


class _Place:
    """What is kept of one workspace and kind of traffic."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.picture: Picture | None = None
        self.peaks: Peaks = {}
        self.peaks_ms = -PEAKS_MS
        self.peaked: set[str] = set()


def _begun(one: tuple[LivePlay, LiveContent]) -> tuple[int, str]:
    return one[0].loaded_ms, one[0].play_id


def _counts(contents: list[LiveContent]) -> dict[str, int]:
    viewers: frozenset[int] = frozenset().union(*(content.viewers for content in contents))
    return {"online": sum(content.online for content in contents), "viewers": len(viewers)}
