-- When the first play of a workspace was loaded; 1970 where there is none.
SELECT toUnixTimestamp64Milli(min(loaded_at)) AS first FROM plays WHERE workspace_id = {workspace:UUID}
