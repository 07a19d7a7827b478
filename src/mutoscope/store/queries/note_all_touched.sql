-- Plays of a workspace, whenever they were, go or have gone: no day of it is as it was closed.
INSERT INTO touched_days (workspace_id, day, at) VALUES ({workspace:UUID}, toDate(0), now64(3, 'UTC'))
