-- All breakdowns of an overview in one pass over the chosen plays of open days, and what was counted of closed ones.
-- A template: metrics/overview.py.
SELECT which, name, sum(views) AS views, sum(player_loads) AS player_loads, {view_rate} AS view_rate
FROM
(
    SELECT {which} AS which, {name} AS name, toInt64(sum(viewed)) AS views, toInt64(sum(loaded)) AS player_loads
    FROM
    (
        SELECT
            *,
            roundDown(loaded_ms, {{open_edges:Array(Int64)}}) IN {{open_from:Array(Int64)}}
                AND loaded_ms >= {{start:Int64}} AND loaded_ms < {{end:Int64}} AS loaded,
            ifNull(
                roundDown(assumeNotNull(viewed_ms), {{open_edges:Array(Int64)}}) IN {{open_from:Array(Int64)}}
                    AND viewed_ms >= {{start:Int64}} AND viewed_ms < {{end:Int64}},
                0
            ) AS viewed
        FROM ({plays})
        WHERE loaded OR viewed
    )
    GROUP BY GROUPING SETS ({sets})
    {kept}
)
GROUP BY which, name
ORDER BY which, views DESC, player_loads DESC, name
LIMIT {{most_of_each:UInt64}} BY which
