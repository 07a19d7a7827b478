"""A plain PostgreSQL table of a history's plays, with sensible indexes, which is asked what Mutoscope is asked.

It is what somebody would write who has PostgreSQL and knows it: one wide table without what no question needs, the
derived columns worked out beforehand (Mutoscope's own, so that both count the same), memory to sort and group in.
`Postgres.check` holds the answers of both against each other. Peak concurrent viewers it is not asked for, though
Mutoscope is.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy

from benchmarks.history import ZONE, History
from mutoscope.store import Store

MOST_PLAYS = 10_000_000
"""Of more plays, loading them alone would take an hour."""

_TABLE = """
CREATE TABLE plays (
    play uuid, video_id text, loaded_at timestamptz, viewed_at timestamptz, session uuid, who uuid, viewer text,
    traffic text, country text, city text, device text, os text, browser text, domain text, page text,
    duration_ms bigint, watch_ms bigint, covered int8multirange, play_count int, pause_count int, seek_count int,
    replay_count int, stall_count int, error_count int, startup_ms int, stalled_ms int
)"""
_FROM = {
    "device": "device_type",
    "covered": "concat('{', arrayStringConcat(arrayMap(one -> format('[{},{})', one.1, one.2), covered), ','), '}')",
}
"""Columns that are not a column of the same name in the store."""

_INDEXES = ("loaded_at", "video_id, loaded_at", "country, loaded_at", "domain, loaded_at")

_LOADED = "loaded_at >= %(start)s AND loaded_at < %(end)s"
_VIEWED = "viewed_at >= %(start)s AND viewed_at < %(end)s"
_CHOSEN = "traffic = 'human' AND loaded_at >= %(before)s AND loaded_at < %(end)s"
"""A view may come up to a day after its load."""

_PLAYS = f"""
SELECT {{by}}, count(*) FILTER (WHERE {_LOADED}) AS player_loads, count(*) FILTER (WHERE {_VIEWED}) AS views,
    count(DISTINCT session) FILTER (WHERE {_VIEWED}) AS unique_views,
    count(DISTINCT who) FILTER (WHERE {_VIEWED}) AS unique_viewers,
    sum(watch_ms) AS watch_ms, sum(duration_ms) FILTER (WHERE {_VIEWED}) AS duration_ms
FROM plays WHERE {{chosen}} GROUP BY 1 ORDER BY 3 DESC LIMIT 100"""

_VIEWINGS = f"""
SELECT key, count(*) AS viewings, sum(covered) AS covered_ms, avg(covered / nullif(length, 0)) AS watch_depth,
    count(*) FILTER (WHERE covered * 10 >= length * 9) AS completions
FROM (
    SELECT {{by}} AS key, video_id, session, max(duration_ms) AS length,
        (SELECT sum(upper(part) - lower(part)) FROM unnest(range_agg(covered)) AS part) AS covered
    FROM plays WHERE {{chosen}} AND {_VIEWED} GROUP BY 1, 2, 3
) AS viewing GROUP BY 1 ORDER BY 2 DESC LIMIT 100"""

_QUALITY = f"""
SELECT {{by}}, sum(play_count), sum(pause_count), sum(seek_count), sum(replay_count), sum(stall_count),
    sum(error_count), sum(stalled_ms),
    percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY startup_ms) AS startup
FROM plays WHERE {{chosen}} AND {_LOADED} GROUP BY 1 ORDER BY count(*) DESC LIMIT 100"""

_TOP = f"""
SELECT {{by}}, count(*) FILTER (WHERE {_VIEWED}) AS views, count(*) FILTER (WHERE {_LOADED}) AS player_loads
FROM plays WHERE {{chosen}} GROUP BY 1 ORDER BY 2 DESC LIMIT 25"""

_PAGES = f"""
SELECT domain, page, count(*) FILTER (WHERE {_VIEWED}) AS views, count(*) FILTER (WHERE {_LOADED}) AS player_loads
FROM plays WHERE {{chosen}} GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 250"""

_RETENTION = f"""
SELECT slice, count(*) FILTER (WHERE 2 * (
    SELECT sum(upper(part) - lower(part))
    FROM unnest(covered * int8multirange(int8range(slice * length / 100, (slice + 1) * length / 100))) AS part
) >= length / 100) AS viewed
FROM (
    SELECT session, max(duration_ms) AS length, range_agg(covered) AS covered
    FROM plays WHERE {{chosen}} AND {_VIEWED} GROUP BY 1
) AS viewing, generate_series(0, 99) AS slice GROUP BY 1"""

_BY = {
    "": "''::text",
    "date": f"date_trunc('day', loaded_at, '{ZONE.key}')",
    "video_id": "video_id",
    "country": "country",
    "city": "city",
    "device": "device",
    "os": "os",
    "browser": "browser",
    "domain": "domain",
    "page": "page",
    "external_id": "viewer",
    "traffic": "traffic",
}
_TOPS = ("os", "device", "browser", "country", "city", "domain", "video_id")
_FILTERS = ("video_id", "country", "device", "os", "browser", "domain")


class Postgres:
    """The table, filled. One connection, one statement after the other."""

    def __init__(self, connection: psycopg.Connection, about: str) -> None:
        self._connection = connection
        self.about = about

    def ask(self, path: str, params: Mapping[str, str]) -> list[list[tuple[Any, ...]]] | None:
        """What a question of the API asks for, by as many statements as that takes. None: it has no such dimension."""
        statements = _statements(path, params)
        if statements is None:
            return None
        start = datetime.fromisoformat(params["from"]).replace(tzinfo=ZONE)
        end = datetime.fromisoformat(params["to"]).replace(tzinfo=ZONE) + timedelta(1)
        values = {**params, "start": start, "end": end, "before": start - timedelta(1)}
        return [self._connection.execute(statement, values).fetchall() for statement in statements]

    def check(self, params: Mapping[str, str], total: Mapping[str, int]) -> None:
        """Raises RuntimeError where an overview's totals are others here."""
        found = self.ask("/v1/analytics/overview", params)
        names = ("player_loads", "views", "unique_views", "unique_viewers")
        ours = [total[name] for name in names]
        theirs = list(found[0][0][1:5]) if found and found[0] else [0] * 4
        if ours != theirs:
            raise RuntimeError(f"of {params}: {', '.join(names)} are {ours}, to PostgreSQL {theirs}")


def _statements(path: str, params: Mapping[str, str]) -> list[str] | None:
    filters = [f"{name} = %({name})s" for name in _FILTERS if name in params]
    chosen = " AND ".join([_CHOSEN, *filters])
    by = params.get("group_by", "")
    if by not in _BY:
        return None

    def made(*templates: str, by: str) -> list[str]:
        return [template.format(by=_BY[by], chosen=chosen) for template in templates]

    if path.endswith("/retention"):
        return made(_RETENTION, by="")
    if path.endswith("/referrers"):
        return made(_TOP, by="domain") + made(_PAGES, by="")
    if path.endswith("/overview"):
        tops = [statement for top in _TOPS for statement in made(_TOP, by=top)]
        return made(_PLAYS, _VIEWINGS, by="") + made(_PLAYS, _VIEWINGS, by="date") + tops
    return made(_PLAYS, _VIEWINGS, _QUALITY, by=by)


@contextmanager
def loaded(url: str, file: Path) -> Iterator[Postgres]:
    """The plays of a file that `export` wrote, in a schema of their own, which goes with the context."""
    with schema(url) as mine:
        plain = sqlalchemy.make_url(mine).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("SET timezone = 'UTC'")
            connection.execute("SET work_mem = '256MB'")
            connection.execute("SET maintenance_work_mem = '512MB'")
            connection.execute(_TABLE)
            with file.open("rb") as lines, connection.cursor().copy("COPY plays FROM STDIN") as copying:
                while some := lines.read(1 << 20):
                    copying.write(some)
            for columns in _INDEXES:
                connection.execute(f"CREATE INDEX ON plays ({columns})")
            connection.execute("VACUUM ANALYZE plays")
            told = connection.execute(
                "SELECT pg_table_size('plays') / 1e6, pg_indexes_size('plays') / 1e6,"
                " current_setting('server_version'), current_setting('shared_buffers')"
            ).fetchone()
            assert told
            about = (
                f"PostgreSQL {told[2]}: a table of {told[0]:,.0f} MB, indexes on ({'), ('.join(_INDEXES)})"
                f" of {told[1]:,.0f} MB; shared_buffers {told[3]}, work_mem 256MB"
            )
            yield Postgres(connection, about)


def export(store: Store, history: History, file: Path) -> None:
    """The newest beacon of each play, as `COPY` reads them."""
    names = [line.split()[0] for line in _TABLE.split("(", 1)[1].replace(")", "").split(",")]
    columns = ", ".join(_FROM.get(name, name) for name in names)
    store.query(
        f"INSERT INTO FUNCTION file('{file}', TabSeparated) SELECT {columns} FROM plays FINAL"
        " WHERE workspace_id = {workspace:UUID} SETTINGS do_not_merge_across_partitions_select_final = 1",
        {"workspace": history.workspace_id},
    )


@contextmanager
def schema(url: str) -> Iterator[str]:
    """A schema of its own, removed afterwards."""
    name = f"bench_{secrets.token_hex(8)}"
    server = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        try:
            mine = sqlalchemy.make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
            yield mine.render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    server.dispose()
