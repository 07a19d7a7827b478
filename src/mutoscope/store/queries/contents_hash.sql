-- A hash of all that the catalog says about a workspace's contents and a measure or a filter reads.
SELECT sum(sipHash64(video_id, kind, project_id, folder_id, event_id, duration_ms)) AS hash
FROM contents FINAL
WHERE workspace_id = {workspace:UUID}
