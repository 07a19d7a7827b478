-- Chosen plays with what the catalog says of their contents. Joined by a hash of the id: a number is a far cheaper key.
-- A template: metrics/compile.py.
SELECT chosen.*, {columns}
FROM
(
    {plays}
) AS chosen -- a name that no question gives a column
LEFT ANY JOIN
(
    SELECT cityHash64(video_id) AS content_hash, kind, project_id, folder_id, event_id, duration_ms AS catalog_duration_ms
    FROM contents FINAL
    WHERE workspace_id = {{workspace:UUID}}
) AS content ON cityHash64(chosen.video_id) = content.content_hash
