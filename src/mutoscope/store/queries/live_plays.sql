-- Plays that had a beacon of late, whichever of their versions it is.
SELECT day, video_id, play
FROM plays
WHERE workspace_id = {workspace:UUID}
    AND day >= toDate(fromUnixTimestamp64Milli({recent:Int64}, 'UTC'))
    AND received_at > fromUnixTimestamp64Milli({now:Int64} - {online_ms:Int64}, 'UTC')
    AND minted_at >= fromUnixTimestamp64Milli({recent:Int64}, 'UTC')
