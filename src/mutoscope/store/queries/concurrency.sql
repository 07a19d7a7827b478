-- How many plays ran at once, by bucket: the most, since when (its first such instant), and the time played. Each span is one more from
-- its start on and one less from its end; the edges of buckets are instants too, at which nothing changes. A template: metrics/concurrency.py.
SELECT
    roundDown(at, {{edges:Array(Int64)}}) AS bucket,
    max(running) AS peak,
    argMax(at, (running, -at)) AS peak_at,
    sum(running * (next_at - at)) AS watch_ms
FROM
(
    SELECT
        at,
        sum(delta) OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running,
        leadInFrame(at, 1, {{end:Int64}}) OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_at
    FROM
    (
        SELECT at, sum(delta) AS delta
        FROM
        (
            SELECT event.1 AS at, event.2 AS delta
            FROM
            (
                SELECT
                    greatest(loaded_ms + at, {{start:Int64}}) AS low,
                    least(loaded_ms + at + wall, {{end:Int64}}) AS high,
                    arrayJoin([(low, toInt64(1)), (high, toInt64(-1))]) AS event
                FROM ({plays})
                ARRAY JOIN span_at AS at, span_wall AS wall
                WHERE to_ms > {{start:Int64}} AND from_ms < {{end:Int64}} AND high > low
            )
            UNION ALL
            SELECT arrayJoin({{edges:Array(Int64)}}) AS at, toInt64(0) AS delta
        )
        GROUP BY at
    )
)
WHERE at < {{end:Int64}}
GROUP BY bucket
ORDER BY bucket
