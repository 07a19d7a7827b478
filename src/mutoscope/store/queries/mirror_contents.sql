-- The newest state of some contents of the catalog, given as one array a column. A template: store.py fills in the table.
INSERT INTO {table} (workspace_id, video_id, kind, project_id, folder_id, event_id, duration_ms, deleted, version)
SELECT workspace_id, video_id, kind, project_id, folder_id, event_id, duration_ms, deleted, version
FROM (SELECT 1)
ARRAY JOIN
    {{workspace_id:Array(UUID)}} AS workspace_id,
    {{video_id:Array(String)}} AS video_id,
    {{kind:Array(String)}} AS kind,
    {{project_id:Array(UUID)}} AS project_id,
    {{folder_id:Array(UUID)}} AS folder_id,
    {{event_id:Array(String)}} AS event_id,
    {{duration_ms:Array(UInt32)}} AS duration_ms,
    {{deleted:Array(Bool)}} AS deleted,
    {{version:Array(UInt64)}} AS version
