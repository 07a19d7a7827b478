-- What the catalog says of each play's content. By a hash of its id: a number is a far cheaper key.
LEFT ANY JOIN
(
    SELECT cityHash64(video_id) AS content_hash, kind, project_id, folder_id, event_id, duration_ms AS catalog_duration_ms
    FROM contents FINAL
    WHERE workspace_id = {workspace:UUID}
) AS content ON cityHash64(chosen.video_id) = content.content_hash
