-- A row for each viewer. A template: metrics/viewers.py, around viewer_videos.sql.
SELECT
    viewer,
    count() AS videos,
    sum(player_loads) AS player_loads,
    sum(views) AS views,
    {watch_time} AS watch_time,
    sum(length > 0 AND covered_ms * 10 >= length * 9) AS completed,
    sum(if(length > 0, intDiv(least(covered_ms, length) * 2000000000 + length, greatest(2 * length, 1)), 0)) AS depth_sum,
    countIf(length > 0) AS sized,
    {watch_depth} AS watch_depth,
    min(first_ms) AS first_seen,
    max(last_ms) AS last_seen,
    count() OVER () AS groups
FROM ({videos})
GROUP BY viewer
{order}
LIMIT {{limit:UInt64}} OFFSET {{offset:UInt64}}
