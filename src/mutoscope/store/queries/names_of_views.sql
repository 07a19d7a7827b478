-- The values of views on open days by every grouping, and their hashes. A template: metrics/days.py.
SELECT place, hash, any(pair.1) AS value, any(pair.2) AS detail
FROM
(
    SELECT {hashes} AS hashes, {pairs} AS pairs
    FROM ({plays})
    WHERE roundDown(assumeNotNull(viewed_ms), {{open_edges:Array(Int64)}}) IN {{open_from:Array(Int64)}}
)
ARRAY JOIN arrayEnumerate(hashes) AS place, hashes AS hash, pairs AS pair
GROUP BY place, hash
