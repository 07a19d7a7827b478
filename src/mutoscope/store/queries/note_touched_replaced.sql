-- Days on which the plays have anything that the lines of segments replace are no longer as they were closed: how long a beacon was under
-- way moves the load of its play. What was loaded within three hours is on no closed day yet. A template: store.py.
INSERT INTO touched_days (workspace_id, day, at)
SELECT workspace_id, toDate(first, 'UTC') + arrayJoin(range(toUInt32(toDate(last, 'UTC') - toDate(first, 'UTC')) + 1)) AS touched, now64(3, 'UTC')
FROM
(
    SELECT workspace_id, least(loaded_at, played_from) AS first, greatest(loaded_at, played_to) AS last
    FROM plays
    WHERE (workspace_id, day, video_id, play) IN
    (
        SELECT workspace_id, day, video_id, play
        FROM ({plays})
        WHERE least(loaded_at, minted_at) < now64(3, 'UTC') - INTERVAL 3 HOUR
    )
)
GROUP BY workspace_id, touched
