-- The zones in which a workspace has closed days.
SELECT DISTINCT workspace_id, zone FROM closed_days WHERE definitions = {definitions:String} ORDER BY workspace_id, zone
