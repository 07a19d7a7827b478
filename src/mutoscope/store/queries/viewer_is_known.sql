-- Whether a viewer has a play at all.
SELECT 1 AS known FROM plays WHERE workspace_id = {workspace:UUID} AND viewer = {viewer:String} LIMIT 1
