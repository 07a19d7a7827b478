-- Loads, views and watch time, each by its own instant, of a period as one bucket. A template: metrics/compile.py.
SELECT {columns}
FROM
(
    WITH
        from_ms >= {{start:Int64}} AND to_ms <= {{end:Int64}} AS inside, -- nearly all plays: their spans need not be looked at
        arraySum(
            (at, wall) -> greatest(
                toInt64(0), least(loaded_ms + at + wall, {{end:Int64}}) - greatest(loaded_ms + at, {{start:Int64}})
            ),
            if(inside, [], span_at),
            if(inside, [], span_wall)
        ) AS watched_at_the_edges
    SELECT
        *,
        {groups}
        {{start:Int64}} AS bucket,
        loaded_ms >= {{start:Int64}} AND loaded_ms < {{end:Int64}} AS loaded,
        ifNull(viewed_ms >= {{start:Int64}} AND viewed_ms < {{end:Int64}}, 0) AS viewed,
        if(inside, watch_ms, watched_at_the_edges) AS watched_ms
    FROM ({plays})
    WHERE loaded OR viewed OR watched_ms > 0
)
GROUP BY {grouping}
