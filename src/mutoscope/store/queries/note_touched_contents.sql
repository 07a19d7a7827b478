-- The mirror is about to say otherwise of the length of contents, given as one array a column: days on which they were played are no
-- longer as they were closed.
INSERT INTO touched_days (workspace_id, day, at)
SELECT workspace_id, toDate(first, 'UTC') + arrayJoin(range(toUInt32(toDate(last, 'UTC') - toDate(first, 'UTC')) + 1)) AS day, now64(3, 'UTC')
FROM (SELECT workspace_id, video_id, least(loaded_at, played_from) AS first, greatest(loaded_at, played_to) AS last FROM plays)
WHERE (workspace_id, video_id) IN
(
    SELECT workspace_id, video_id
    FROM
    (
        SELECT workspace_id, video_id, kind, duration_ms
        FROM (SELECT 1)
        ARRAY JOIN
            {workspace_id:Array(UUID)} AS workspace_id,
            {video_id:Array(String)} AS video_id,
            {kind:Array(String)} AS kind,
            {duration_ms:Array(UInt32)} AS duration_ms
    ) AS told
    LEFT ANY JOIN (SELECT workspace_id, video_id, kind, duration_ms FROM contents FINAL) AS known
        ON told.workspace_id = known.workspace_id AND told.video_id = known.video_id
    WHERE (told.kind = 'stream') != (known.kind = 'stream') OR (told.kind = '') != (known.kind = '') OR told.duration_ms != known.duration_ms
)
GROUP BY workspace_id, day
