-- What each viewer did with each content in a period: plays count that loaded, became a view or were watched in it; the content that
-- was covered is that of the views (length_ms 0: no length). A template: metrics/viewers.py.
SELECT
    viewer,
    video_id,
    sum(loaded) AS player_loads,
    sum(viewed) AS views,
    sum(watched_ms) AS watch_sum_ms,
    min(loaded_ms) AS first_ms,
    max(to_ms) AS last_ms,
    toInt64(max(length_ms)) AS length,
    {columns}
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
        loaded_ms >= {{start:Int64}} AND loaded_ms < {{end:Int64}} AS loaded,
        ifNull(viewed_ms >= {{start:Int64}} AND viewed_ms < {{end:Int64}}, 0) AS viewed,
        if(inside, watch_ms, watched_at_the_edges) AS watched_ms,
        if(length_ms > 0, toInt64(length_ms), toInt64(9223372036854775807)) AS furthest,
        arrayMap(one -> least(one, furthest), covered_from) AS seen_from,
        arrayMap(one -> least(one, furthest), covered_to) AS seen_to
    FROM ({plays})
    WHERE (loaded OR viewed OR watched_ms > 0) AND {condition}
)
GROUP BY viewer, video_id
