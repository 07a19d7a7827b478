-- Who was there at once: spans as intervals of wall time, cut at the edges of the buckets that they touch. A template: metrics/compile.py.
SELECT {columns}
FROM
(
    SELECT
        {groups}
        {{edges:Array(Int64)}}[place] AS bucket,
        greatest(low, bucket) AS here_from,
        least(high, {{edges:Array(Int64)}}[place + 1]) AS here_to
    FROM
    (
        SELECT
            *,
            greatest(loaded_ms + at, {{start:Int64}}) AS low,
            least(loaded_ms + at + wall, {{end:Int64}}) AS high
        FROM ({plays})
        ARRAY JOIN span_at AS at, span_wall AS wall
        WHERE to_ms > {{start:Int64}} AND from_ms < {{end:Int64}} AND high > low
    )
    ARRAY JOIN {places} AS place
)
GROUP BY {grouping}
