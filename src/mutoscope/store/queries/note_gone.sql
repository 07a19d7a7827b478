-- Plays of a workspace, whenever they were, are about to go: what was counted of settled time is no longer right.
INSERT INTO late_plays (workspace_id, day, at) VALUES ({workspace:UUID}, toDate(0), now64(3, 'UTC'))
