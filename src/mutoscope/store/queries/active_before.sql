-- On which closed days sessions and viewers of the open ones viewed. A template: metrics/days.py.
SELECT session_hash, who_hash, toInt64(toUnixTimestamp(active_days.day)) * 1000 AS day, {what}
FROM active_days
PREWHERE workspace_id = {{workspace:UUID}}
    AND active_days.day >= toDateTime(intDiv({{days:Array(Int64)}}[1], 1000), 'UTC')
    AND (session_hash IN ({sessions}) OR who_hash IN ({viewers}))
WHERE (active_days.day, closing) IN ({closed})
    {filters}
