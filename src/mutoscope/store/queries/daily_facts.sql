-- Facts of closed days. A template: metrics/days.py.
SELECT {keys}toInt64(toUnixTimestamp(daily_facts.day)) * 1000 AS day, toInt64(0) AS previous, {columns}
FROM daily_facts
PREWHERE workspace_id = {{workspace:UUID}}
    AND grouping = {{grouping:String}}
    AND daily_facts.day >= toDateTime(intDiv({{from:Int64}}, 1000), 'UTC')
    AND daily_facts.day < toDateTime(intDiv({{until:Int64}}, 1000), 'UTC')
    {filter}
WHERE (closed, closing) IN ({closed})
