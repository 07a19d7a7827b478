-- Loads, views and watch time, each by its own instant. Most plays lie in one bucket only, and their spans need not be looked at; others
-- have a cell for their load, for their view, and for each bucket that a span touches. A template: metrics/compile.py.
-- A subquery for each step: ClickHouse works an alias out anew wherever it stands.
SELECT {columns}
FROM
(
    SELECT
        *,
        {groups}
        cell.1 AS bucket,
        cell.2 AS loaded,
        cell.3 AS viewed,
        cell.4 AS watched_ms
    FROM
    (
        SELECT
            *,
            arrayFlatten(arrayMap(
                one -> arrayMap(
                    place -> (
                        {{edges:Array(Int64)}}[place],
                        false,
                        false,
                        least(one.2, {{edges:Array(Int64)}}[place + 1]) - greatest(one.1, {{edges:Array(Int64)}}[place])
                    ),
                    {places}
                ),
                arrayFilter(one -> one.2 > one.1, stretches)
            )) AS watched
        FROM
        (
            SELECT
                *,
                arrayMap(
                    (at, wall) -> (greatest(loaded_ms + at, {{start:Int64}}), least(loaded_ms + at + wall, {{end:Int64}})),
                    if(inside, [], span_at),
                    if(inside, [], span_wall)
                ) AS stretches
            FROM
            (
                SELECT *, load_bucket = end_bucket AND load_bucket >= 0 AS inside
                FROM
                (
                    SELECT *, {load_bucket} AS load_bucket, {end_bucket} AS end_bucket, {view_bucket} AS view_bucket
                    FROM ({plays})
                    WHERE loaded_ms < {{end:Int64}} AND (loaded_ms >= {{start:Int64}} OR to_ms > {{start:Int64}})
                )
            )
        )
    )
    ARRAY JOIN if(
        inside,
        [(load_bucket, true, viewed_ms IS NOT NULL, toInt64(watch_ms))],
        arrayConcat(
            arrayFilter(one -> one.1 >= 0, [(load_bucket, true, false, toInt64(0)), (view_bucket, false, true, toInt64(0))]),
            watched
        )
    ) AS cell
)
GROUP BY {grouping}
