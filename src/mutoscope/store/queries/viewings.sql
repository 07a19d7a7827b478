-- Viewings: all views of one content in one session among the chosen plays, each at the instant of its first view.
-- covered_ms: the union of the content that its plays went through; depth: its share of the length, in billionths; length_ms 0: none; sign: for
-- whoever sums up differences (viewings_of_days.sql).
-- A template: metrics/compile.py.
SELECT *, 1 AS sign, intDiv(covered_ms * 2000000000 + length_ms, greatest(2 * length_ms, 1)) AS depth
FROM
(
    SELECT
        {keys}
        assumeNotNull(min(viewed_ms)) AS viewing_ms,
        toInt64(max(length)) AS length_ms,
        toInt64(intervalLengthSumArray(
            if(within, covered_from, arrayMap(one -> least(one, toInt64(length)), covered_from)),
            if(within, covered_to, arrayMap(one -> least(one, toInt64(length)), covered_to))
        )) AS union_ms,
        if(length_ms > 0, least(union_ms, length_ms), union_ms) AS covered_ms
    FROM
    (
        SELECT
            *,
            {groups}
            length_ms AS length,
            length_ms = 0 OR empty(covered_to) OR covered_to[-1] <= length_ms AS within,
            cityHash64(video_id) AS content -- a number is a far cheaper key than the id
        FROM ({plays})
        WHERE viewed_ms IS NOT NULL
    )
    GROUP BY {keys}content, session
)
