-- Workspaces that ever had plays.
SELECT DISTINCT workspace_id FROM touched_days
