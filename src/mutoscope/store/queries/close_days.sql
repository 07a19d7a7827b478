-- From now on these days are answered by what was kept.
INSERT INTO closed_days (workspace_id, zone, day, ends, closing, began, definitions)
SELECT
    {workspace:UUID},
    {zone:String},
    toDateTime(day, 'UTC'),
    toDateTime(ends, 'UTC'),
    {closing:UInt32},
    fromUnixTimestamp64Milli({began:Int64}, 'UTC'),
    {definitions:String}
FROM (SELECT 1)
ARRAY JOIN {starts:Array(UInt32)} AS day, {ends:Array(UInt32)} AS ends
