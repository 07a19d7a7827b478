-- Sessions and viewers of the views on some days, by the day on which they viewed last before (0: on none); by each grouping and its
-- values. A template: metrics/days.py.
SELECT {keys}pair.1 AS day, pair.2 AS previous, {columns}
FROM
(
    SELECT
        place,
        value,
        identity,
        arraySort(arrayDistinct(arrayMap(one -> one.1, arrayFilter(one -> one.2[place] = value, there)))) AS days
    FROM
    (
        SELECT identity, groupUniqArray((day, values)) AS there
        FROM
        (
            {active}
        )
        ARRAY JOIN [1, 2] AS identity, [session_hash, who_hash] AS id
        GROUP BY identity, id
        HAVING hasAny(there.1, {{open_days:Array(Int64)}})
    )
    ARRAY JOIN range(1, {groupings} + 1) AS place
    ARRAY JOIN arrayDistinct(arrayMap(one -> one.2[place], there)) AS value
)
ARRAY JOIN arrayZip(days, arrayPushFront(arrayPopBack(days), toInt64(0))) AS pair
WHERE pair.1 IN {{open_days:Array(Int64)}}
GROUP BY {group}day, previous
