-- Contents are about to be mirrored anew, and some are no longer there: their plays may have another length then.
INSERT INTO touched_days (workspace_id, day, at)
SELECT workspace_id, toDate(first, 'UTC') + arrayJoin(range(toUInt32(toDate(last, 'UTC') - toDate(first, 'UTC')) + 1)) AS touched, now64(3, 'UTC')
FROM (SELECT workspace_id, video_id, least(loaded_at, played_from) AS first, greatest(loaded_at, played_to) AS last FROM plays)
WHERE (workspace_id, video_id) IN (SELECT workspace_id, video_id FROM contents)
    AND (workspace_id, video_id) NOT IN (SELECT workspace_id, video_id FROM contents_anew)
GROUP BY workspace_id, touched
