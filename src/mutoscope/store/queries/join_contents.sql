LEFT ANY JOIN
(
    SELECT video_id, kind, project_id, folder_id, event_id, duration_ms AS catalog_duration_ms
    FROM contents FINAL
    WHERE workspace_id = {workspace:UUID}
) AS content USING (video_id)
