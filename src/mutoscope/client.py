"""The REST API from Python: `Mutoscope(url, token)`.

    with Mutoscope("https://mutoscope.example", token) as mutoscope:
        for row in mutoscope.analytics(period="last_month", group_by="video_id").data:
            print(row["title"], row["views"])

A method takes the parameters of its endpoint under their own names, as /docs describes them; `from`, a word of Python,
is `from_`, and those with a dot in their names come by `**{"context.course": "a"}`. A list is sent as its endpoint
wants it. What a request is refused with is raised as Refused.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypedDict, Unpack

import httpx
import msgspec

from mutoscope.errors import MutoscopeError

Row = dict[str, Any]
Params = list[tuple[str, str | int | float | bool | None]]  # as httpx wants them
Some = str | Iterable[str]  # one, or several
Traffic = Literal["human", "bot", "internal", "all"]
GroupTime = Literal["hour", "day", "week", "month"]

LONGEST_WAIT_S = 60
"""A server that says to come back later than that is not waited for."""
AGAIN = frozenset({429, 503})
ATTEMPTS = 5

# Parameters whose several values stand in one text, between commas.
LISTED = frozenset({"fields", "group_by", "group_entities", "order"})


class Refused(MutoscopeError):
    """The server refused a request. `status`: HTTP; `code`, `message`, `detail`: as in the API's error answer."""

    def __init__(self, status: int, code: int, message: str, detail: str, request_id: str) -> None:
        super().__init__(f"{code} {message}: {detail}" if detail else f"{code} {message}")
        self.status, self.code, self.message, self.detail = status, code, message, detail
        self.request_id = request_id  # as the server's log names the request


class Page(msgspec.Struct, kw_only=True, frozen=True):
    """A page of a list."""

    meta: dict[str, Any]  # pagination, order, time: as far as the list has them
    data: list[Row]


class Span(TypedDict, total=False):
    """A period: `period` by its name, or `from_` and `to`."""

    from_: str
    to: str
    period: str


class Course(Span, total=False):
    """Which plays, by where their contents are."""

    project_id: Some
    folder_id: Some
    event_id: Some
    traffic: Traffic


class Filters(Course, total=False):
    """Which plays, by what is known of the viewer and the page too."""

    stream_id: Some
    external_id: Some
    country: Some
    city: Some
    device: Some
    os: Some
    browser: Some
    domain: Some
    page_url: Some


class OfVideos(TypedDict, total=False):
    video_id: Some


class Paging(TypedDict, total=False):
    page: int
    per_page: int
    order: Some


class OverviewQuery(Filters, OfVideos, total=False):
    group_time: GroupTime


class AnalyticsQuery(Filters, OfVideos, Paging, total=False):
    group_by: Some
    group_time: GroupTime
    fields: Some
    group: GroupTime
    group_entities: Some


class ReferrersQuery(Filters, OfVideos, Paging, total=False):
    pages: int


class RetentionQuery(Filters, total=False):
    slices: int


class ViewersQuery(Course, OfVideos, Paging, total=False):
    q: str
    prefix: str


class ViewerQuery(Course, OfVideos, Paging, total=False):
    pass


class PlaysQuery(Filters, OfVideos, total=False):
    fields: Some
    per_page: int
    cursor: str


class VideosQuery(Paging, total=False):
    q: str
    project_id: Some
    folder_id: Some
    nested: bool
    without_folder: bool
    status: Some
    video_ids: Some
    kind: Some


class NewReport(Span, total=False):
    fields: list[str]
    format: Literal["csv", "xlsx"]
    folder_ids: list[str] | None
    project_ids: list[str] | None
    bom: bool
    separator: Literal["comma", "semicolon", "tab"]
    decimal: Literal["point", "comma"]
    email: str


class Mutoscope:
    """A workspace of a server, by a token. To be closed, or used in a `with`.

    Methods raise Refused, or httpx.TransportError where the server can't be reached. A server that says how long to
    wait (429, 503) is asked again after that.
    """

    def __init__(self, url: str, token: str, *, timeout: float = 60) -> None:
        """`timeout`: seconds without anything from the server."""
        self._http = httpx.Client(
            base_url=url.rstrip("/"), headers={"Authorization": f"Bearer {token}"}, timeout=timeout
        )

    def __enter__(self) -> "Mutoscope":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def overview(self, **query: Unpack[OverviewQuery]) -> dict[str, Any]:
        """total, timeline and top of a period."""
        return self._data("GET", "/v1/analytics/overview", query)

    def analytics(self, **query: Unpack[AnalyticsQuery]) -> Page:
        """Measures by one or two dimensions."""
        return self._page("/v1/analytics", query)

    def retention(self, video_id: str, **query: Unpack[RetentionQuery]) -> dict[str, Any]:
        """slices of a content, and the number of viewings."""
        return self._data("GET", "/v1/analytics/retention", {"video_id": video_id, **query})

    def referrers(self, **query: Unpack[ReferrersQuery]) -> Page:
        """Domains with their pages."""
        return self._page("/v1/analytics/referrers", query)

    def viewers(self, **query: Unpack[ViewersQuery]) -> Page:
        """Who watched."""
        return self._page("/v1/viewers", query)

    def viewer(self, external_id: str, **query: Unpack[ViewerQuery]) -> Page:
        """What one viewer watched."""
        return self._page("/v1/viewer", {"external_id": external_id, **query})

    def plays(self, **query: Unpack[PlaysQuery]) -> Iterator[Row]:
        """All plays, newest first, asked for as they are walked; `per_page` of them at a time."""
        asked: dict[str, Any] = {"per_page": 1000, **query}
        while True:
            page = self._page("/v1/plays", asked)
            yield from page.data
            asked["cursor"] = page.meta["pagination"]["next_cursor"]
            if asked["cursor"] is None:
                return

    def import_plays(self, plays: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Send history, a play each: how many lines were accepted and refused, and the errors."""
        return self._data("POST", "/v1/plays/import", content=msgspec.json.Encoder().encode_lines(list(plays)))

    def videos(self, **query: Unpack[VideosQuery]) -> Page:
        return self._page("/v1/videos", query)

    def projects(self, **query: Unpack[Paging]) -> Page:
        return self._page("/v1/projects", query)

    def create_report(self, **body: Unpack[NewReport]) -> Row:
        """Have a report made; it is made in the background."""
        return self._data("POST", "/v1/reports", content=msgspec.json.encode(_named(body)))

    def report(self, id: str) -> Row:  # noqa: A002 - the API's own name of it
        """How far it is."""
        return self._data("GET", f"/v1/reports/{id}")

    def wait_for_report(self, id: str, seconds: float = 600) -> Row:  # noqa: A002 - the API's own name of it
        """The report once it is ready, failed or expired. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while (report := self.report(id))["state"] in {"queued", "running"}:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the report is {report['state']} after {seconds:g} s: {report['progress']} %")
            time.sleep(0.2)
        return report

    def download_report(self, id: str) -> bytes:  # noqa: A002 - the API's own name of it
        """The ZIP archive of a report that is ready."""
        return self._ask("GET", f"/v1/reports/{id}/download").content

    def _page(self, path: str, query: Mapping[str, Any]) -> Page:
        return msgspec.json.decode(self._ask("GET", path, query).content, type=Page)

    def _data(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, content: bytes | None = None
    ) -> dict[str, Any]:
        data: dict[str, Any] = msgspec.json.decode(self._ask(method, path, query, content).content)["data"]
        return data

    def _ask(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, content: bytes | None = None
    ) -> httpx.Response:
        """A good answer. Raises Refused."""
        params = _params(query or {})
        for attempt in range(1, ATTEMPTS + 1):
            answer = self._http.request(method, path, params=params, content=content)
            if answer.is_success:
                return answer
            wait = answer.headers.get("Retry-After", "")
            if answer.status_code not in AGAIN or not wait.isdecimal() or int(wait) > LONGEST_WAIT_S:
                break
            if attempt < ATTEMPTS:
                time.sleep(int(wait))
        raise _refused(answer)


def _named(given: Mapping[str, Any]) -> dict[str, Any]:
    """By the API's names."""
    return {name.removesuffix("_"): value for name, value in given.items()}


def _params(query: Mapping[str, Any]) -> Params:
    params: Params = []
    for name, value in _named(query).items():
        if value is None:
            continue
        texts = [_text(value)] if isinstance(value, str | int | float) else list(map(_text, value))
        params += [(name, ",".join(texts))] if name in LISTED else [(name, text) for text in texts]
    return params


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refused(answer: httpx.Response) -> Refused:
    try:
        error = answer.json()["error"]
        code, message, detail = error["code"], error["message"], error["detail"]
    except (ValueError, KeyError, TypeError):  # not Mutoscope's own answer, but that of a proxy before it
        code, message, detail = answer.status_code, answer.reason_phrase, ""
    return Refused(answer.status_code, code, message, detail, answer.headers.get("X-Request-ID", ""))
