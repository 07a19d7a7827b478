-- Plays of some sessions that became views on other days than the open ones. A template: metrics/days.py.
SELECT day, video_id, play
FROM plays
PREWHERE workspace_id = {{workspace:UUID}}
WHERE viewed_after IS NOT NULL
    AND ({of_sessions})
    AND NOT roundDown(toUnixTimestamp64Milli(assumeNotNull(viewed_at)), {{open_edges:Array(Int64)}}) IN {{open_from:Array(Int64)}}
