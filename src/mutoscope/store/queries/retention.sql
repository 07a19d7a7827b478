-- For each of N equal slices of the content: the viewings that covered at least half of it, and how often it was played (billionths).
-- Positions are counted in N-ths of a millisecond: the edges of slices are whole numbers then, and a slice is length_ms long.
-- A template: metrics/retention.py.
SELECT
    slice,
    count() AS viewings,
    countIf(2 * arraySum(one -> greatest(toInt64(0), least(one.2, high) - greatest(one.1, low)), covered) >= length_ms) AS viewed,
    sum(intDiv(
        2000000000 * arraySum(one -> greatest(toInt64(0), least(one.2, high) - greatest(one.1, low)), played) + length_ms,
        2 * length_ms
    )) AS plays
FROM
(
    SELECT
        length_ms,
        arraySort(arrayMap(one -> (
            least(one.1, length_ms) * {{slices:Int64}}, least(one.2, length_ms) * {{slices:Int64}}
        ), intervals)) AS played,
        arrayFold(
            (merged, one) -> if(
                notEmpty(merged) AND merged[-1].2 >= one.1,
                arrayPushBack(arrayPopBack(merged), (merged[-1].1, greatest(merged[-1].2, one.2))),
                arrayPushBack(merged, one)
            ),
            played,
            CAST([], 'Array(Tuple(Int64, Int64))')
        ) AS covered
    FROM
    (
        SELECT min(viewed_ms) AS viewing_ms, toInt64(max(length_ms)) AS length_ms, groupArrayArray(intervals) AS intervals
        FROM (SELECT video_id, session, viewed_ms, length_ms, {intervals} AS intervals FROM ({plays}))
        WHERE viewed_ms IS NOT NULL
        GROUP BY video_id, session
    )
    WHERE viewing_ms >= {{start:Int64}} AND viewing_ms < {{end:Int64}} AND length_ms > 0
)
ARRAY JOIN
    range({{slices:UInt64}}) AS slice,
    arrayMap(index -> toInt64(index) * length_ms, range({{slices:UInt64}})) AS low,
    arrayMap(index -> toInt64(index + 1) * length_ms, range({{slices:UInt64}})) AS high
GROUP BY slice
ORDER BY slice
