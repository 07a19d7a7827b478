-- A row for each content of a viewer, with the parts that their views covered and where they were last.
-- A template: metrics/viewers.py, around viewer_videos.sql.
SELECT
    video_id,
    player_loads,
    views,
    {watch_time} AS watch_time,
    if(length > 0, intDiv(least(covered_ms, length) * 2000000000 + length, greatest(2 * length, 1)), 0) AS depth_sum,
    toUInt64(length > 0) AS sized,
    {watch_depth} AS watch_depth,
    if(length > 0, covered_ms * 10 >= length * 9, NULL) AS completed,
    if(length > 0, length, NULL) AS length_ms,
    covered_ms,
    arrayFold(
        (merged, one) -> if(
            notEmpty(merged) AND merged[-1].2 >= one.1,
            arrayPushBack(arrayPopBack(merged), (merged[-1].1, greatest(merged[-1].2, one.2))),
            arrayPushBack(merged, one)
        ),
        arraySort(arrayFilter(one -> one.2 > one.1, intervals)),
        CAST([], 'Array(Tuple(Int64, Int64))')
    ) AS parts,
    if(last_state.1 >= 0, last_state.3, NULL) AS last_position,
    context,
    first_ms AS first_seen,
    last_ms AS last_seen,
    count() OVER () AS groups,
    countIf(completed) OVER () AS all_completed
FROM ({videos})
{order}
LIMIT {{limit:UInt64}} OFFSET {{offset:UInt64}}
