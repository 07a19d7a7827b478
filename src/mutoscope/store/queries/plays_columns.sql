-- The columns of plays but the derived ones named, in their order.
SELECT name, type
FROM system.columns
WHERE database = currentDatabase() AND table = 'plays' AND NOT has({derived:Array(String)}, name)
ORDER BY position
