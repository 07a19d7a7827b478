-- How many rows of plays each day of UTC has, by its number.
SELECT toUInt32(day) AS day, count() AS plays
FROM plays
WHERE workspace_id = {workspace:UUID}
GROUP BY day
