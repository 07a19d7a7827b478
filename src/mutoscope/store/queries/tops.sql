-- All breakdowns of an overview in one pass over the chosen plays, and what was counted before. A template: metrics/overview.py.
SELECT which, name, sum(views) AS views, sum(player_loads) AS player_loads, {view_rate} AS view_rate
FROM
(
    SELECT {which} AS which, {name} AS name, sum(viewed) AS views, sum(loaded) AS player_loads
    FROM
    (
        SELECT
            *,
            loaded_ms >= {{start:Int64}} AND loaded_ms < {{end:Int64}} AS loaded,
            ifNull(viewed_ms >= {{start:Int64}} AND viewed_ms < {{end:Int64}}, 0) AS viewed
        FROM ({plays})
        WHERE loaded OR viewed
    )
    GROUP BY GROUPING SETS ({sets})
    {before}
)
GROUP BY which, name
ORDER BY which, views DESC, player_loads DESC, name
LIMIT {{most_of_each:UInt64}} BY which
