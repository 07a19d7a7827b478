"""Two spellings of one question: ours, and the older one of Kinescope's API. This is where they meet.

`group_by`, `fields` and `order` with the names of measures and dimensions, or `group`, `group_entities` and singular
field names. Either becomes a `Shape`: what to ask, and what to call the columns of the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mutoscope.api.naming import NAMED_BY
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import DIMENSIONS, MEASURES, GroupTime
from mutoscope.metrics.dimensions import CONTEXT_PREFIX

OLD_MEASURES = {
    "view": "views",
    "unique_view": "unique_views",
    "player_load": "player_loads",
    "player_init": "player_loads",  # a player that loads is a player that was made
    "watch_time": "watch_time",
    "play": "play",
    "pause": "pause",
    "seek": "seek",
    "replay": "replay",
    "buffering_count": "buffering_count",
    "buffering_time": "buffering_time",
}
"""Old names of measures."""

OLD_DIMENSIONS = {
    "video_id": "video_id",
    "project_id": "project_id",
    "project_name": "project_name",
    "folder_id": "folder_id",
    "folder_name": "folder_name",
    "country_code": "country",
    "city": "city",
    "device": "device",
    "external_id": "external_id",
}
"""Old names of dimensions and of the names that go with them. An old answer has `workspace_id` and `date` as well."""

OLD_ALONE = frozenset({"view", "unique_view", "player_load", "player_init", "workspace_id", "country_code"})
"""Fields that tell that a question is in the old spelling."""

MOST_GROUPED = 2
CONTEXT_KEY = 40


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What to ask, and how to show it."""

    by: tuple[str, ...]  # dimensions
    group_time: GroupTime
    measures: tuple[str, ...]
    columns: Mapping[str, str]  # of the answer: what each is called, and which dimension, name or measure it shows
    group_time_parameter: str  # what the asker calls it

    @property
    def orderable(self) -> dict[str, str]:
        """Columns that the answer can be ordered by, and what they show."""
        return {name: shown for name, shown in self.columns.items() if shown in {*self.by, *self.measures}}

    @property
    def names(self) -> list[str]:
        """Names to be looked up, see `naming.NAMED_BY`."""
        return [shown for shown in self.columns.values() if shown in NAMED_BY]


def is_old(group: str | None, group_entities: Sequence[str], group_by: Sequence[str], fields: Sequence[str]) -> bool:
    """Which spelling it is. Raises UnexpectedValue for a mixture."""
    old = group is not None or bool(group_entities)
    if old and group_by:
        raise UnexpectedValue("group_by: not together with group or group_entities, the older spelling of the same")
    return old or (not group_by and not OLD_ALONE.isdisjoint(fields))


def new_shape(group_by: Sequence[str], group_time: GroupTime, fields: Sequence[str]) -> Shape:
    """Our own spelling. Raises UnexpectedValue for an unknown or repeated name."""
    if not group_by:
        raise UnexpectedValue("group_by: missing")
    if len(group_by) > MOST_GROUPED:
        raise UnexpectedValue(f"group_by: at most {MOST_GROUPED} dimensions")
    by = _distinct("group_by", group_by)
    for name in by:
        if not _is_dimension(name):
            raise UnexpectedValue(f"group_by: {name[:64]!r} is no dimension; there are {', '.join(DIMENSIONS)}")
    for name in fields:
        if name not in MEASURES and name not in by:
            raise UnexpectedValue(f"fields: {name[:64]!r} is no measure; there are {', '.join(MEASURES)}")
    measures = tuple(name for name in _distinct("fields", fields) if name in MEASURES) or tuple(MEASURES)
    names = [name for name, dimension in NAMED_BY.items() if dimension in by]
    return Shape(
        by=by,
        group_time=group_time,
        measures=measures,
        columns={name: name for name in (*by, *names, *measures)},
        group_time_parameter="group_time",
    )


def old_shape(group: GroupTime | None, group_entities: Sequence[str], fields: Sequence[str]) -> Shape:
    """The older spelling: always by date too, and by each dimension that is a field. Raises UnexpectedValue."""
    entities, asked = _distinct("group_entities", group_entities), _distinct("fields", fields)
    allowed = {**OLD_DIMENSIONS, **OLD_MEASURES}
    for parameter, names, known in (
        ("group_entities", entities, [*OLD_DIMENSIONS, "watch_time"]),
        ("fields", asked, [*allowed, "workspace_id"]),
    ):
        if unknown := [name for name in names if name not in known]:
            raise UnexpectedValue(f"{parameter}: {unknown[0][:64]!r} is none of {', '.join(known)}")
    if not any(name in OLD_MEASURES for name in asked):
        asked += tuple(name for name in OLD_MEASURES if name not in asked)
    columns = {"workspace_id": "workspace_id", "date": "date"}
    columns |= {name: allowed[name] for name in (*entities, *asked) if name != "workspace_id"}
    dimensions = [NAMED_BY.get(shown, shown) for name, shown in columns.items() if name in OLD_DIMENSIONS]
    return Shape(
        by=tuple(dict.fromkeys(["date", *dimensions])),
        group_time=group or "day",
        measures=tuple(dict.fromkeys(shown for name, shown in columns.items() if name in OLD_MEASURES)),
        columns=columns,
        group_time_parameter="group",
    )


def _is_dimension(name: str) -> bool:
    key = name.removeprefix(CONTEXT_PREFIX)
    return name in DIMENSIONS or (key != name and 0 < len(key) <= CONTEXT_KEY)


def _distinct(parameter: str, names: Iterable[str]) -> tuple[str, ...]:
    names = tuple(names)
    if twice := [name for index, name in enumerate(names) if name in names[:index]]:
        raise UnexpectedValue(f"{parameter}: {twice[0][:64]!r} twice")
    return names
