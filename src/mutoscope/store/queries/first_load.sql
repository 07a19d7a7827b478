-- When the first play of a workspace was loaded; NULL where there is none. What earlier versions took of instants that can't be
-- (beacon/limits.py) does not make "all time" begin in 1970.
SELECT toUnixTimestamp64Milli(minOrNull(loaded_at)) AS first
FROM plays
WHERE workspace_id = {workspace:UUID} AND loaded_at >= fromUnixTimestamp64Milli({earliest:Int64}, 'UTC')
