-- Who was there at once: spans as intervals of wall time, cut at the edges of buckets. A template: metrics/compile.py.
SELECT {columns}
FROM
(
    SELECT
        {groups}
        arrayJoin(arrayFilter(
            cell -> cell.2 > cell.1,
            arrayMap(
                (low, high) -> (greatest(loaded_ms + span.at, low), least(loaded_ms + span.at + span.wall, high), low),
                arrayPopBack({{edges:Array(Int64)}}),
                arrayPopFront({{edges:Array(Int64)}})
            )
        )) AS here,
        here.1 AS here_from,
        here.2 AS here_to,
        here.3 AS bucket
    FROM ({plays})
    ARRAY JOIN spans AS span
    WHERE to_ms > {{start:Int64}} AND from_ms < {{end:Int64}}
)
GROUP BY {grouping}
