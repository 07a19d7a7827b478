-- Who comes late was there before those days on which they come again, which were closed without knowing it; as was whoever a play was
-- counted for until now. A template: store.py.
INSERT INTO touched_days (workspace_id, day, at)
WITH
    come AS
    (
        SELECT workspace_id, day, video_id, play, session, who, loaded_at
        FROM ({plays})
        WHERE played_to < now64(3, 'UTC') - INTERVAL {{late_hours:UInt32}} HOUR
    ),
    late AS
    (
        SELECT workspace_id, session, who, loaded_at FROM come
        UNION ALL
        SELECT workspace_id, session, who, loaded_at
        FROM plays
        WHERE (workspace_id, day, video_id, play) IN (SELECT workspace_id, day, video_id, play FROM come)
    )
SELECT workspace_id, toDate(viewed_at, 'UTC') AS touched, now64(3, 'UTC')
FROM plays
WHERE workspace_id IN (SELECT workspace_id FROM late)
    -- Another play may have been loaded 25 hours before it became a view, and minted a day before that.
    AND day >= toDate((SELECT min(loaded_at) FROM late) - INTERVAL 49 HOUR)
    AND viewed_after IS NOT NULL
    AND ((workspace_id, session) IN (SELECT workspace_id, session FROM late) OR (workspace_id, who) IN (SELECT workspace_id, who FROM late))
GROUP BY workspace_id, touched
