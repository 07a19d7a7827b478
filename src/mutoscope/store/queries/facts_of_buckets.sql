-- Loads, views and watch time, each by its own instant: a play has a row in each bucket that it touches, most in one only, whose spans
-- need not be looked at. A template: metrics/compile.py.
SELECT {columns}
FROM
(
    SELECT
        *,
        bucket,
        {groups}
        load_bucket = bucket AS loaded,
        view_bucket = bucket AS viewed,
        if(inside, watch_ms, arraySum(part -> if(part.1 = bucket, part.2, 0), parts)) AS watched_ms
    FROM
    (
        WITH
            {{edges:Array(Int64)}} AS edges,
            (low, high) -> arraySum(
                (at, wall) -> greatest(toInt64(0), least(loaded_ms + at + wall, high) - greatest(loaded_ms + at, low)),
                span_at,
                span_wall
            ) AS watched_within
        SELECT
            *,
            {load_bucket} AS load_bucket,
            {end_bucket} AS end_bucket,
            load_bucket = end_bucket AND load_bucket >= 0 AS inside,
            multiIf(isNull(viewed_ms), toInt64(-1), inside, load_bucket, {view_bucket}) AS view_bucket,
            if(
                inside OR watch_ms = 0,
                [],
                arrayFilter(
                    part -> part.2 > 0,
                    arrayMap(
                        edge -> (edge.1, watched_within(edge.1, edge.2)),
                        arrayFilter(edge -> edge.1 < to_ms AND edge.2 > from_ms, arrayZip(arrayPopBack(edges), arrayPopFront(edges)))
                    )
                )
            ) AS parts
        FROM ({plays})
        WHERE loaded_ms < {{end:Int64}} AND (loaded_ms >= {{start:Int64}} OR to_ms > {{start:Int64}})
    )
    ARRAY JOIN if(
        inside,
        [load_bucket],
        arrayFilter(one -> one >= 0, arrayDistinct(arrayConcat([load_bucket, view_bucket], parts.1)))
    ) AS bucket
)
GROUP BY {grouping}
