kind,
    project_id,
    folder_id,
    event_id,
    multiIf(kind = 'stream' OR (kind = '' AND live), 0, duration_ms > 0, duration_ms, catalog_duration_ms) AS length_ms
