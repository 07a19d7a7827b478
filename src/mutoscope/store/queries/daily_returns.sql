-- Who came on closed days. A template: metrics/days.py.
SELECT
    {keys}toInt64(toUnixTimestamp(daily_returns.day)) * 1000 AS day,
    toInt64(toUnixTimestamp(daily_returns.previous)) * 1000 AS previous,
    {columns}
FROM daily_returns
PREWHERE workspace_id = {{workspace:UUID}}
    AND grouping = {{grouping:String}}
    AND daily_returns.day >= toDateTime(intDiv({{from:Int64}}, 1000), 'UTC')
    AND daily_returns.day < toDateTime(intDiv({{until:Int64}}, 1000), 'UTC')
    {filter}
WHERE (daily_returns.day, closing) IN ({closed})
