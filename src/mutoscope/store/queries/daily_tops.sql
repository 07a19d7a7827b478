-- What was counted of closed days. A template: metrics/overview.py.
UNION ALL
SELECT
    transform(toString(grouping), {{groupings:Array(String)}}, {{tops:Array(String)}}, '') AS which,
    value AS name,
    sum(view_count) AS views,
    sum(load_count) AS player_loads
FROM daily_facts
PREWHERE workspace_id = {{workspace:UUID}}
    AND grouping IN {{groupings:Array(String)}}
    AND day >= toDateTime(intDiv({{start:Int64}}, 1000), 'UTC')
    AND day < toDateTime(intDiv({{end:Int64}}, 1000), 'UTC')
WHERE (closed, closing) IN ({closed})
GROUP BY which, name
HAVING views > 0 OR player_loads > 0
