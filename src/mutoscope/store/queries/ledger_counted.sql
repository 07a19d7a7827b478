-- Plays of a workspace by bucket of the minute in which the beacon that counts for each was received.
SELECT
    roundDown(toInt64(toUnixTimestamp(toStartOfMinute(received_at))) * 1000, {edges:Array(Int64)}) AS bucket,
    count() AS n
FROM plays FINAL
WHERE workspace_id = {workspace:UUID}
    AND minted_at >= fromUnixTimestamp64Milli({minted_from:Int64}, 'UTC')
    AND minted_at < fromUnixTimestamp64Milli({minted_to:Int64}, 'UTC')
    AND toStartOfMinute(received_at) >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')
    AND toStartOfMinute(received_at) < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
GROUP BY bucket
