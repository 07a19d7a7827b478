-- Of each workspace the first and the last day of UTC that has plays, by their number, and when any was touched last (milliseconds).
SELECT
    workspace_id,
    toUInt32(minIf(day, day > toDate(0))) AS first,
    toUInt32(max(day)) AS last,
    max(toUnixTimestamp64Milli(at)) AS at
FROM touched_days
GROUP BY workspace_id
HAVING last > 0
