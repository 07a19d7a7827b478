"""The columns of a catalog's spreadsheet: how people call them, and what they write into them."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

NAMES = {
    "kind": ("type", "тип", "вид"),
    "id": ("video_id", "content_id", "ид", "идентификатор", "id_видео"),
    "title": ("name", "название", "заголовок", "имя", "наименование"),
    "description": ("описание",),
    "duration": ("length", "длительность", "продолжительность"),
    "poster": ("cover", "thumbnail", "обложка", "постер"),
    "source_url": ("url", "video_url", "source", "link", "ссылка", "ссылка_на_видео", "адрес_файла"),
    "captions": ("subtitles", "субтитры"),
    "project_id": ("id_проекта",),
    "project": ("project_name", "проект", "название_проекта"),
    "folder_id": ("id_папки",),
    "folder": ("folder_name", "папка", "путь"),
    "event_id": ("id_события",),
    "stream_id": ("id_трансляции",),
    "started_at": ("начало",),
    "ended_at": ("конец", "окончание"),
}
"""Each column, and what else people call it."""

_BY_NAME = {name: column for column, others in NAMES.items() for name in (column, *others)}

KINDS = {
    "видео": "video",
    "проект": "project",
    "папка": "folder",
    "событие": "event",
    "живое_событие": "event",
    "трансляция": "stream",
    "эфир": "stream",
}

RULES = {
    "kind": "it is video, event, stream, folder or project",
    "id": "letters from a to z, digits, - and _, at most 64; of a project or folder the id that an export has",
    "title": "at most 500 characters, without control characters",
    "description": "at most 20,000 characters, without control characters",
    "duration": "more than nothing and at most 7 days: seconds, as 179.5, or hours, minutes and seconds, as 1:02:03",
    "poster": "a web address that begins with https:// or http://",
    "source_url": "a web address that begins with https:// or http://",
    "captions": "as an export has them: leave the cell as it is, or empty it",
    "project_id": "the id that an export has; without one, name the project in the column project",
    "project": "at most 5,000 characters, without control characters",
    "folder_id": "the id that an export has; without one, name the folder in the column folder",
    "folder": "at most 5,000 characters, without control characters; as in Module 1/Week 1",
    "event_id": "letters from a to z, digits, - and _, at most 64",
    "stream_id": "letters from a to z, digits, - and _, at most 64",
    "started_at": "a day and a time, as 2026-03-29 18:00",
    "ended_at": "a day and a time, as 2026-03-29 18:00",
}
"""What a cell must be, for the person who has the spreadsheet open."""

_SECONDS = re.compile(r"[0-9]+([.,][0-9]+)?")
_CLOCK = re.compile(r"(?:([0-9]+):)?([0-9]+):([0-5]?[0-9](?:[.,][0-9]+)?)")
_TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")


def column_of(heading: str) -> str | None:
    """The column that a heading means; None: none."""
    return _BY_NAME.get(_plain(heading))


def value_of(column: str, cell: str, zone: ZoneInfo) -> Any:  # noqa: ANN401 - whatever JSON would have there
    """A cell as JSON would have it; UNSET: it says that all stays as it is. zone: of times that name none.

    What can't be read is given back as it is, to be refused by its field.
    """
    if column == "description":
        return cell
    if column == "title":
        return cell or msgspec.UNSET
    text = cell.strip()
    if not text:
        if column == "kind":
            return msgspec.UNSET
        return [] if column == "captions" else None
    read = _READERS.get(column)
    return read(text, zone) if read else text


def _kind(text: str, _: ZoneInfo) -> str:
    plain = _plain(text)
    return KINDS.get(plain, plain)


def _duration(text: str, _: ZoneInfo) -> float | str:
    # What Python takes for a number besides (1_000, nan) is refused in its turn, by its field.
    seconds = re.sub(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}\b)", "", text)
    if _SECONDS.fullmatch(seconds):
        return float(seconds.replace(",", "."))
    if found := _CLOCK.fullmatch(text):
        hours, minutes, rest = found.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))
    return text


def _captions(text: str, _: ZoneInfo) -> Any:  # noqa: ANN401 - whatever it is
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text


def _instant(text: str, zone: ZoneInfo) -> str:
    for form in _TIMES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone).isoformat()
        except ValueError:
            continue
    return text


def _plain(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").replace("-", " ")
    return "_".join(words.replace("ё", "е").split())


_READERS: dict[str, Callable[[str, ZoneInfo], Any]] = {
    "kind": _kind,
    "duration": _duration,
    "captions": _captions,
    "started_at": _instant,
    "ended_at": _instant,
}
