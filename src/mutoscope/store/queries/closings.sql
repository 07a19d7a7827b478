-- The closings that stand.
SELECT toDateTime(day, 'UTC'), closing
FROM (SELECT 1)
ARRAY JOIN {closed_days:Array(UInt32)} AS day, {closings:Array(UInt32)} AS closing
