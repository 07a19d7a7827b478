"""From a question to one ClickHouse statement with typed parameters.

Facts come from up to three sources (plays, viewings, presence), each one aggregation over the same chosen plays; they
meet by group, and the measures are worked out of them at the very end. The SQL lies in store/queries/facts_*.sql,
joined_to_contents.sql, plays_*.sql and ranked.sql; here its blanks are filled in. Values never enter the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mutoscope.beacon.limits import CLOCK_MS, PLAY_MS
from mutoscope.metrics.ages import SESSION_MS
from mutoscope.metrics.dimensions import CONTEXT_PREFIX, Dimension, dimension
from mutoscope.metrics.measures import FACTS, MEASURES, Fact, Source
from mutoscope.metrics.periods import Buckets, whole
from mutoscope.metrics.periods import buckets as cut_up
from mutoscope.metrics.question import Choice, Question
from mutoscope.store import Statement, expression, query

Stretches = Sequence[tuple[int, int]]
"""Stretches of time, [from, to) in milliseconds."""


@dataclass(frozen=True)
class Scope:
    """What all sources of one statement share."""

    statement: Statement
    choice: Choice
    dimensions: Sequence[Dimension]  # grouped by, without date
    buckets: Buckets
    dated: bool
    totalled: bool = False
    stretches: Stretches = ()  # of the period, that matter; none: all of it
    each: str = ""  # as of over_plays

    @property
    def grouping(self) -> str:
        keys = ", ".join(self.keys)
        return f"GROUPING SETS (({keys}), ())" if self.totalled else keys

    @property
    def keys(self) -> list[str]:
        return [*(f"d{index}" for index in range(len(self.dimensions))), "bucket"]

    @property
    def selected_keys(self) -> list[str]:
        """The keys as they are selected: the row of the whole has no bucket, which none of its numbers could say."""
        return [*self.keys[:-1], "toNullable(bucket) AS bucket"] if self.totalled else self.keys

    def over_plays(self, template: str, blanks: Mapping[str, str], margin_ms: int = 0) -> str:
        """A template over the chosen plays that can have anything in the period, or so far before and after it."""
        stretches = self.stretches or [(self.buckets.edges[0], self.buckets.edges[-1])]
        minted = [minted_between(start - margin_ms, end + margin_ms) for start, end in stretches]
        return over_plays(template, blanks, self.choice, self.statement, minted, each=self.each)

    def bucket_of(self, instant: str) -> str:
        """The edge at which an instant's bucket begins; -1: outside the period."""
        edge = f"roundDown({instant}, {{edges:Array(Int64)}})" if self.dated else "{start:Int64}"
        return f"if({instant} >= {{start:Int64}} AND {instant} < {{end:Int64}}, {edge}, toInt64(-1))"


def compile_question(question: Question) -> tuple[Statement, Buckets]:
    """The statement of a question, and the buckets of its period.

    Its rows bear the dimensions by `d0`, `d1`, …, the date by its bucket's edge as `bucket`, measures by their names,
    and the number of all groups as `groups`.
    Raises ValueError for too many buckets, KeyError for unknown names.
    """
    edges = buckets_of(question)
    statement, scope = _begun(question, edges)
    statement.sql = ranked(question, scope, _facts(facts_of(question), scope))
    return statement, edges


def compile_timeline(question: Question, cut: Buckets) -> Statement:
    """The statement of a question by date alone whose measures have one source (`by_source`).

    Its rows, in no order, bear the edge of a bucket of `cut` as `bucket` and measures by their names; that of the whole
    has no bucket (NULL).
    """
    statement, scope = _begun(question, cut, totalled=True)
    statement.sql = measured(question, ["bucket"], _facts(facts_of(question), scope))
    return statement


def measured(question: Question, keys: Sequence[str], facts: str) -> str:
    """Measures out of the subquery of facts."""
    return query("measured").format(measures=", ".join([*keys, *_measures(question)]), facts=facts)


def _begun(question: Question, edges: Buckets, *, totalled: bool = False) -> tuple[Statement, Scope]:
    statement = Statement(params={"start": edges.edges[0], "end": edges.edges[-1], "edges": list(edges.edges)})
    grouped = [named_dimension(name, statement) for name in question.by if name != "date"]
    return statement, Scope(statement, question.choice, grouped, edges, "date" in question.by, totalled)


def _facts(facts: Sequence[str], scope: Scope) -> str:
    """The subquery of facts by group."""
    sources = [facts_of_source(source, facts, scope) for source in _sources(facts, of_all=not scope.totalled)]
    if len(sources) == 1:
        return sources[0]
    return query("merged").format(
        keys=", ".join(scope.keys),
        merged=", ".join(f"{FACTS[name].merged.format(fact=name)} AS {name}" for name in facts),
        sources="\n        UNION ALL\n".join(sources),
    )


def ranked(question: Question, scope: Scope, facts: str) -> str:
    """What is selected, in which order, and which page of it. Ties go by the dimensions."""
    names = {one.name: key for one, key in zip(scope.dimensions, scope.keys, strict=False)} | {"date": "bucket"}
    keys = [names[name] for name in question.by]
    order = {names.get(name, f"`{name}`"): direction for name, direction in question.order}
    order |= {key: "asc" for key in keys if key not in order}
    page = ""
    if question.limit is not None:
        limit, offset = (scope.statement.parameter(number, "UInt64") for number in (question.limit, question.offset))
        page = f"LIMIT {limit} OFFSET {offset}"
    ranks = ", ".join(f"{key} {direction.upper()}" for key, direction in order.items())
    return query("ranked").format(
        measures=", ".join([*keys, *_measures(question)]),
        facts=facts,
        order=f"ORDER BY {ranks}" if ranks else "",
        page=page,
    )


def _measures(question: Question) -> Iterator[str]:
    return (f"{MEASURES[name].sql} AS `{name}`" for name in question.measures)


def buckets_of(question: Question) -> Buckets:
    """The buckets of a question's rows. Raises ValueError for too many."""
    return cut_up(question.period, question.group_time) if "date" in question.by else whole(question.period)


def facts_of(question: Question) -> list[str]:
    """The facts that its measures are worked out of."""
    return list(dict.fromkeys(fact for name in question.measures for fact in MEASURES[name].facts))


def over_plays(
    template: str,
    blanks: Mapping[str, str],
    choice: Choice,
    statement: Statement,
    minted: Stretches,
    *,
    among: str = "",
    besides: str = "",
    each: str = "",
) -> str:
    """A template whose blank `plays` is the subquery of the plays chosen, minted in one of some stretches of time.

    It has the columns that the template and its other blanks name: each takes time, read or not.
    among: a subquery of (day, video_id, play), where only a few plays can be meant: only their rows are read.
    besides: another, of plays that are chosen from, too, whenever they were minted.
    each: an ARRAY JOIN that makes a row of each play for each `grouping`, with its `value` and `detail` there.
    """
    asking = query(template).format(plays=each, **blanks)
    which = _minted(minted, statement)
    if besides:
        which += f" OR (day, video_id, play) IN ({besides})"
    plays = _chosen(choice, statement, which, _words(asking), among)
    if each:
        plays = f"SELECT *, grouping, value, detail FROM ({plays}) {each}"
    return query(template).format(plays=plays, **blanks)


def _chosen(choice: Choice, statement: Statement, minted: str, asked: set[str], among: str) -> str:
    filters = [(named_dimension(name, statement), values) for name, values in choice.filters.items()]
    shared = [_condition(one, values, statement) for one, values in filters if one.of_content]
    conditions = [_condition(one, values, statement) for one, values in filters if not one.of_content]
    if among:
        shared.append(f"(day, video_id, play) IN ({among})")
    if choice.traffic != "all":
        conditions.append(f"traffic = {statement.parameter(choice.traffic, 'String')}")
    viewed_at = "viewed_at"
    if choice.view_seconds is not None:
        statement.params["view_ms"] = round(choice.view_seconds * 1000)
        viewed_at = f"(loaded_at + toIntervalMillisecond({expression('viewed_after')}))"
    statement.params["workspace"] = choice.workspace
    from_catalog = _columns("content_columns", asked)
    if from_catalog:
        asked |= _words(query("joined_to_contents") + from_catalog)
    blanks = {
        "columns": _columns("shown_of_play", asked).format(viewed_at=viewed_at),
        "shared": "".join(f"AND {condition}\n    " for condition in shared),
        "conditions": "\n    AND ".join(conditions) or "true",
    }
    plays = query("plays_on_disk").format(minted=minted, **blanks)
    return query("joined_to_contents").format(columns=from_catalog, plays=plays) if from_catalog else plays


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _columns(which: str, asked: set[str]) -> str:
    """Those of a list of columns whose names are asked for."""
    return ",\n    ".join(column for name, column in _columns_of(which).items() if name in asked)


@cache
def _columns_of(which: str) -> dict[str, str]:
    return {re.findall(r"\w+", column)[-1]: column.strip() for column in query(which).split(",\n")}


def _minted(stretches: Stretches, statement: Statement) -> str:
    between = query("minted_between").strip()
    return " OR ".join(
        between.format(since=statement.parameter(since, "Int64"), until=statement.parameter(until, "Int64"))
        for since, until in stretches
    )


def minted_between(start_ms: int, end_ms: int) -> tuple[int, int]:
    """The bounds of the timestamps in the ids of plays that can have anything in [start, end)."""
    return start_ms - CLOCK_MS - PLAY_MS, end_ms + CLOCK_MS


def named_dimension(name: str, statement: Statement) -> Dimension:
    """The dimension of that name, for a statement. Raises KeyError."""
    found = dimension(name)
    if name.startswith(CONTEXT_PREFIX):
        key = statement.parameter(name.removeprefix(CONTEXT_PREFIX), "String")
        return replace(found, sql=f"context[{key}]")
    return found


def _condition(one: Dimension, values: Iterable[str], statement: Statement) -> str:
    wanted = statement.parameter(list(values), f"Array({one.sql_type})")
    if one.from_catalog:
        # The ids first: they lead the table's sort order, so that only their plays are read.
        return f"video_id IN ({query('contents_where').format(condition=f'{one.sql} IN {wanted}')})"
    return f"{one.sql} IN {wanted}"


def by_source(question: Question) -> list[Question]:
    """The question, its measures by where their facts come from: each of them needs one source alone."""
    measures: dict[Source, list[str]] = {}
    for name in question.measures:
        measures.setdefault(FACTS[MEASURES[name].facts[0]].source, []).append(name)
    return [replace(question, measures=names) for names in measures.values()]


def _sources(facts: Iterable[str], *, of_all: bool) -> list[Source]:
    """Where facts come from. of_all: and plays, which say what groups there are."""
    needed = {FACTS[fact].source for fact in facts} | ({"plays"} if of_all else set())
    return [source for source in ("plays", "viewings", "presence") if source in needed]


def facts_of_source(source: Source, facts: Iterable[str], scope: Scope) -> str:
    """The subquery of one source's facts by group; the others' are NULL."""
    found = {name: FACTS[name] for name in facts}
    values = (f"{_value_of(fact) if fact.source == source else fact.absent} AS {name}" for name, fact in found.items())
    blanks = {
        "columns": ", ".join([*scope.selected_keys, *values]),
        "grouping": scope.grouping,
        "groups": groups_of(scope.dimensions),
    }
    if source == "viewings":
        return query("facts_of_viewings").format(
            viewings=_viewings(scope), viewing_bucket=scope.bucket_of("viewing_ms"), **blanks
        )
    if source == "presence":
        return scope.over_plays("facts_of_presence", blanks | {"places": _places("low", "high")})
    if not scope.dated:
        return scope.over_plays("facts_of_period", blanks)
    instants = {
        "load_bucket": scope.bucket_of("loaded_ms"),
        "view_bucket": f"if(isNull(viewed_ms), toInt64(-1), {scope.bucket_of('assumeNotNull(viewed_ms)')})",
        "end_bucket": scope.bucket_of("greatest(to_ms - 1, loaded_ms)"),
        "places": _places("one.1", "one.2"),
    }
    return scope.over_plays("facts_of_buckets", blanks | instants)


def _places(low: str, high: str) -> str:
    """Where, in the list of edges, the buckets begin that an interval within the period touches."""
    return query("places_of_buckets").format(low=low, high=high).strip()


def _value_of(fact: Fact) -> str:
    return f"toInt64({fact.sql})" if fact.is_number else fact.sql


def _viewings(scope: Scope) -> str:
    blanks = {"keys": "".join(f"{key}, " for key in scope.keys[:-1]), "groups": groups_of(scope.dimensions)}
    return scope.over_plays("viewings", blanks, SESSION_MS)


def groups_of(dimensions: Iterable[Dimension]) -> str:
    """Columns `d0, `, `d1, `, … of plays."""
    return "".join(f"{one.sql} AS d{index}, " for index, one in enumerate(dimensions))
