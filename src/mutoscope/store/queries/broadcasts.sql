-- When streams were played: the first and the last instant, by anybody but bots. Older versions of a play say nothing that its newest
-- does not, so none has to be left out.
SELECT
    video_id,
    toUnixTimestamp64Milli(min(played_from)) AS first_ms,
    toUnixTimestamp64Milli(max(played_to)) AS last_ms
FROM plays
WHERE workspace_id = {workspace:UUID} AND video_id IN {streams:Array(String)} AND watch_ms > 0 AND traffic != 'bot'
GROUP BY video_id
