"""Rows of days: what is counted of each day by itself, and how days add up to any period.

The same statements close a day (`closing.py` keeps their rows) and answer for days that are open. Whatever adds up, is
added up. A session or viewer counts on the first of their days within the period: each row of `returns` tells on which
day they had viewed before, so that whoever did so within the period is not counted again. A viewing belongs to the day
of its first view, and each day on which it goes on tells what it adds to that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mutoscope.beacon.limits import CLOCK_MS, EARLIEST_MS, PLAY_MS
from mutoscope.metrics.closed_days import GROUPINGS, ClosedDays, standing_params
from mutoscope.metrics.compile import (
    Scope,
    Stretches,
    buckets_of,
    facts_of,
    facts_of_source,
    measured,
    minted_between,
    named_dimension,
    over_plays,
    ranked,
)
from mutoscope.metrics.dimensions import DIMENSIONS, Dimension
from mutoscope.metrics.measures import FACTS, Source
from mutoscope.metrics.periods import Buckets, Period
from mutoscope.metrics.periods import days as local_days
from mutoscope.metrics.question import Choice, Question
from mutoscope.store import Statement, query

Origin = Source | Literal["returns"]
"""Which rows of days have a fact."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """What statements need to know of days; instants in milliseconds.

    known: the starts of all days that views are told apart by, and the end of the last; open_: starts of those that
    are counted from plays; stretches: of time, where the open days lie, and all that is before the known ones and not
    closed; others: where those days lie that are neither open nor closed.
    """

    known: Sequence[int]
    open_: Sequence[int]
    stretches: Stretches
    others: Stretches = ()

    def params(self) -> dict[str, list[int] | int]:
        return {
            "days": list(self.known[:-1]),
            "days_end": self.known[-1],
            "open_days": list(self.open_),
            # roundDown takes what lies before the first edge to that one: let it be an edge that is in no stretch.
            "open_edges": [0, *(edge for stretch in self.stretches for edge in stretch)],
            "open_from": [start for start, _ in self.stretches],
        }


def compile_days(
    question: Question, grouping: Sequence[str], closed: ClosedDays, now_ms: int, *, totalled: bool = False
) -> tuple[Statement, Buckets]:
    """The statement of a question by closed days and by the plays of the others; rows as `compile_question` has them.

    totalled: of a question by date alone, with a row of the whole, as `compile_timeline` has them.
    Raises ValueError for too many buckets.
    """
    cut = buckets_of(question)
    period = question.period
    statement = Statement(params={"from": period.start_ms, "until": period.end_ms, "cuts": list(cut.edges)})
    statement.params |= {"grouping": ",".join(grouping), **standing_params(closed)}
    days = _open_days(closed, period, now_ms)
    rows = Rows(statement, question.choice, [name for name in question.by if name != "date"], facts_of(question), days)
    sources = [*rows.kept(grouping), *rows.of_plays(period.end_ms)]
    if any(FACTS[name].distinct for name in rows.facts):
        sources += rows.returns()
    if any(FACTS[name].source == "viewings" for name in rows.facts):
        sources += rows.viewings()
    dated = "date" in question.by
    bucket = "roundDown(day, {cuts:Array(Int64)})"
    targets = f"[({bucket}, {bucket})]" if dated else "[({from:Int64}, {from:Int64})]"
    if totalled:
        targets = f"[(toNullable({bucket}), {bucket}), (NULL, {{from:Int64}})]"
    facts = query("from_days").format(
        keys=rows.keys,
        merged=", ".join(f"{FACTS[name].merged_days.format(fact=name)} AS {name}" for name in rows.facts),
        rows=UNION.join(sources),
        targets=targets,
    )
    scope = Scope(statement, question.choice, rows.dimensions, cut, dated)
    statement.sql = measured(question, ["bucket"], facts) if totalled else ranked(question, scope, facts)
    return statement, cut


def _open_days(closed: ClosedDays, period: Period, now_ms: int) -> Days:
    """All that are not closed, from a period's start to the last that can have plays: a viewing may go on after it."""
    known = local_days(max(period.start_ms, EARLIEST_MS), now_ms + CLOCK_MS + PLAY_MS, period.zone)
    are_closed = set(closed.starts)
    open_ = [start for start in known[:-1] if start not in are_closed]
    return Days(known=known, open_=open_, stretches=closed.open_stretches())


UNION = "\n    UNION ALL\n"


class Rows:
    """The parts of a statement that give rows of days: `d0`, `d1`, …, `day`, `previous`, and facts."""

    def __init__(
        self, statement: Statement, choice: Choice, by: Sequence[str] | None, facts: Sequence[str], days: Days
    ) -> None:
        """by: names of dimensions; None: by every grouping, whose name, value and detail are the keys then."""
        self.dimensions = _KEPT_KEYS if by is None else [named_dimension(name, statement) for name in by]
        self._each = _every_grouping() if by is None else ""
        self.facts = facts
        self.keys = "".join(f"d{index}, " for index in range(len(self.dimensions)))
        self.days = days
        self._values = _hashes_of_groupings() if by is None else f"[{_pair(self.dimensions)}]"
        values = "".join(f"value.{index + 1} AS d{index}, " for index in range(len(self.dimensions)))
        self._by_values = {  # of what is told apart by its values after it was put together
            "keys": "place, value AS hash, " if by is None else values,
            "group": "place, hash, " if by is None else self.keys,
            "groupings": len(GROUPINGS) if by is None else 1,
        }
        self._statement = statement
        self._choice = choice
        statement.params |= days.params()

    def kept(self, grouping: Sequence[str]) -> list[str]:
        """Those of closed days."""
        columns = dict(zip(grouping, ("value", "detail"), strict=False))
        blanks = {
            "keys": "".join(f"{columns[one.name]} AS d{index}, " for index, one in enumerate(self.dimensions)),
            "filter": self._filters(columns),
            "closed": query("closings"),
        }
        tables: dict[str, set[Origin]] = {
            "daily_facts": {"plays", "viewings", "presence"},
            "daily_returns": {"returns"},
        }
        return [
            query(table).format(columns=self._columns(origins), **blanks)
            for table, origins in tables.items()
            if any(_origin(name) in origins for name in self.facts)
        ]

    def of_plays(self, until_ms: int) -> list[str]:
        """What adds up of the plays of open days before an instant, and who was there at once."""
        open_ = [start for start in self.days.open_ if start < until_ms]
        if not open_:
            return []
        ends = [self.days.known[self.days.known.index(start) + 1] for start in open_]
        edges = sorted({*open_, *ends})
        self._statement.params |= {"start": edges[0], "end": edges[-1], "edges": edges}
        scope = Scope(
            self._statement,
            self._choice,
            self.dimensions,
            Buckets(edges=tuple(edges), starts=tuple(edges[:-1])),
            dated=True,
            stretches=joined(zip(open_, ends, strict=True)),
            each=self._each,
        )
        sources: list[Source] = ["plays", "presence"]
        return [
            query("facts_of_days").format(
                keys=self.keys,
                columns=self._columns({source}),
                facts=facts_of_source(source, [name for name in self.facts if _origin(name) == source], scope),
            )
            for source in sources
            if source == "plays" or any(_origin(name) == source for name in self.facts)
        ]

    def returns(self) -> list[str]:
        """Who came on open days, and when they had come last."""
        values = {"sessions": "toInt64(countIf(identity = 1))", "viewers": "toInt64(countIf(identity = 2))"}
        columns = self._columns({"returns"}, values)
        active = UNION.join(self._active_ever())
        return [self._named(query("returns_of_days").format(columns=columns, active=active, **self._by_values))]

    def viewings(self, *, closed: bool = False) -> list[str]:
        """What open days made of viewings. closed: tell the day."""
        sessions = self.ids_of_views("session")
        before = query("viewed_before").format(sessions=sessions, closed=query("closings"))
        of_sessions = [f"(sipHash64(session), day) IN ({before})"]
        if self.days.others:
            of_sessions.append(f"sipHash64(session) IN ({sessions})")
        views = self._over_plays(
            "views_of_days",
            {},
            self.days.stretches,
            besides=query("plays_of_sessions").format(of_sessions=" OR ".join(of_sessions)),
        )
        values = {name: f"toInt64({FACTS[name].sql})" for name in self.facts if FACTS[name].source == "viewings"}
        columns = self._columns({"viewings"}, values)
        blanks = {"closed": "until, " if closed else "", "columns": columns, "views": views}
        return [self._named(query("viewings_of_days").format(**blanks, **self._by_values))]

    def active(self, what: str) -> str:
        """Whose views were on open days. what: columns of `active_days`."""
        is_open = "day IN {open_days:Array(Int64)}"
        return self._over_plays(
            "active_of_plays", {"condition": is_open, "what": what}, self._known(self.days.stretches)
        )

    def _active_ever(self) -> list[str]:
        """Whose views were on open days, and all known days on which they viewed: in active_of_plays.sql's columns."""
        what = f"{self._values} AS values"
        ids = {"sessions": self.ids_of_views("session"), "viewers": self.ids_of_views("who")}
        filters = self._filters({name: DIMENSIONS[name].sql for name in self._choice.filters})
        before = query("active_before").format(what=what, filters=filters, closed=query("closings"), **ids)
        found = [self.active(what), before]
        if others := self._known(self.days.others):
            condition = query("came_back").format(**ids).strip()
            found.append(self._over_plays("active_of_plays", {"condition": condition, "what": what}, others))
        return found

    def _known(self, stretches: Stretches) -> list[tuple[int, int]]:
        """What of them is of days that views are told apart by."""
        first = self.days.known[0]
        return [(max(start, first), end) for start, end in stretches if end > first]

    def _filters(self, columns: Mapping[str, str]) -> str:
        """Conditions of the choice, each with one value, on a table of closed days. columns: its, by dimension."""
        values = self._choice.filters.items()
        parameter = self._statement.parameter
        return "".join(f"AND {columns[name]} = {parameter(value, 'String')} " for name, (value,) in values)

    def ids_of_views(self, whose: str) -> str:
        """Sessions, or viewers ("who"), of open days."""
        return self._over_plays("ids_of_views", {"whose": whose}, self.days.stretches)

    def _named(self, rows: str) -> str:
        """Rows by hashes of the values of every grouping, with the values: a number is far cheaper to keep."""
        if not self._each:
            return rows
        blanks = {"hashes": self._values, "pairs": _pairs_of_groupings()}
        names = self._over_plays("names_of_views", blanks, self.days.stretches)
        return query("named_groupings").format(groupings=_array(_NAMES), rows=rows, names=names)

    def _over_plays(self, template: str, blanks: Mapping[str, str], stretches: Stretches, *, besides: str = "") -> str:
        minted = [minted_between(start, end) for start, end in stretches]
        filled = {"values": self._values, **blanks}
        return over_plays(template, filled, self._choice, self._statement, minted, besides=besides)

    def _columns(self, origins: Collection[Origin], values: Mapping[str, str] | None = None) -> str:
        """Facts of some origins, by their names or as said; the others are absent."""
        values = values or {}
        return ", ".join(
            f"{values.get(name, name) if _origin(name) in origins else FACTS[name].absent} AS {name}"
            for name in self.facts
        )


_KEPT_KEYS = [Dimension(name=name, title="", help="", sql=name) for name in ("grouping", "value", "detail")]
"""What tells rows of every grouping apart, as `daily_facts` has it."""


_NAMES = [",".join(one) for one in GROUPINGS]
"""The groupings as `daily_facts` names them."""


def _every_grouping() -> str:
    """The ARRAY JOIN that makes a row for each grouping of a play."""
    return query("every_grouping").format(groupings=_array(_NAMES), pairs=_pairs_of_groupings())


def _pairs_of_groupings() -> str:
    """A play's values by every grouping: an array of pairs."""
    return "[" + ", ".join(_pair(DIMENSIONS[name] for name in one) for one in GROUPINGS) + "]"


def _hashes_of_groupings() -> str:
    return "[" + ", ".join(f"cityHash64({_pair(DIMENSIONS[name] for name in one)})" for one in GROUPINGS) + "]"


def _pair(dimensions: Iterable[Dimension]) -> str:
    """A play's values by up to two dimensions, as texts."""
    value, detail, *_ = [*(f"toString({one.sql})" for one in dimensions), "''", "''"]
    return f"({value}, {detail})"


def _array(texts: Iterable[str]) -> str:
    return "[" + ", ".join(f"'{text}'" for text in texts) + "]"


def _origin(fact: str) -> Origin:
    return "returns" if FACTS[fact].distinct else FACTS[fact].source


def joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """With those that adjoin put together."""
    found: list[tuple[int, int]] = []
    for start, end in stretches:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
