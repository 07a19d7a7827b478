-- Beacons of a workspace by what became of them and by bucket of the minute in which they were received.
SELECT roundDown(toInt64(toUnixTimestamp(minute)) * 1000, {edges:Array(Int64)}) AS bucket, outcome, sum(n) AS n
FROM ledger FINAL
WHERE workspace_id = {workspace:UUID}
    AND minute >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')
    AND minute < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
GROUP BY bucket, outcome
