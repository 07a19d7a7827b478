-- Days, by their numbers, are no longer as they were closed.
INSERT INTO touched_days (workspace_id, day, at)
SELECT workspace_id, toDate(toUInt16(day)), now64(3, 'UTC')
FROM (SELECT 1)
ARRAY JOIN {workspace_id:Array(UUID)} AS workspace_id, {day:Array(UInt32)} AS day
