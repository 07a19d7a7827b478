-- What some days have made of viewings: of each that has views on such a day, what it is by the end of the day less what it was before,
-- at the day of its first view; by each grouping and its values. A template: metrics/days.py, around views_of_days.sql.
-- A subquery for each step: ClickHouse works an alias out anew wherever it stands.
SELECT {keys}{closed}first_day AS day, toInt64(0) AS previous, {columns}
FROM
(
    SELECT *, intDiv(covered_ms * 2000000000 + length_ms, greatest(2 * length_ms, 1)) AS depth
    FROM
    (
        SELECT *, if(length_ms > 0, least(union_ms, length_ms), union_ms) AS covered_ms
        FROM
        (
            SELECT
                place,
                value,
                until,
                sign,
                arrayMin(part.1) AS first_day,
                arrayMax(part.2) AS length_ms,
                toInt64(arrayReduce('intervalLengthSum', arrayFlatten(part.3), arrayFlatten(part.4))) AS union_ms
            FROM
            (
                SELECT
                    place,
                    value,
                    until,
                    sign,
                    arrayFilter(one -> one.1 < until OR one.1 = until AND sign = 1, of_value) AS part
                FROM
                (
                    SELECT
                        place,
                        value,
                        arrayFilter(one -> one.5[place] = value, views) AS of_value,
                        arrayFilter(one -> has({{open_days:Array(Int64)}}, one), arrayDistinct(of_value.1)) AS open_days
                    FROM
                    (
                        SELECT groupArray((day, length_ms, played_from, played_to, values)) AS views
                        FROM
                        (
                            {views}
                        )
                        GROUP BY content, session
                        HAVING hasAny(views.1, {{open_days:Array(Int64)}})
                    )
                    ARRAY JOIN range(1, {groupings} + 1) AS place
                    ARRAY JOIN arrayDistinct(arrayMap(one -> one.5[place], views)) AS value
                )
                ARRAY JOIN open_days AS until
                ARRAY JOIN [toInt64(1), toInt64(-1)] AS sign
                WHERE notEmpty(part)
            )
        )
    )
)
GROUP BY {group}{closed}day
