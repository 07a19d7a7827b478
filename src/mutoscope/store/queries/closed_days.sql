-- The closings of a workspace's days in a zone, and when which days of UTC were touched since the first of them.
SELECT
    arraySort(groupArray((start, ends, closing, began))) AS closings,
    (
        SELECT groupArray((day, at))
        FROM (SELECT toUInt32(day) AS day, max(toUnixTimestamp64Milli(at)) AS at FROM touched_days WHERE workspace_id = {workspace:UUID} GROUP BY day)
    ) AS touched
FROM
(
    SELECT
        toUnixTimestamp(day) AS start,
        argMax(toUnixTimestamp(closed_days.ends), closed_days.closing) AS ends,
        max(closed_days.closing) AS closing,
        argMax(toUnixTimestamp64Milli(closed_days.began), closed_days.closing) AS began,
        argMax(closed_days.definitions, closed_days.closing) AS definitions
    FROM closed_days
    WHERE workspace_id = {workspace:UUID} AND zone = {zone:String}
    GROUP BY day
)
WHERE definitions = {definitions:String}
