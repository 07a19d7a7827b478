-- Rows that are kept of closed days against those that are counted of them now: by column how many differ, and the first of them; the
-- column `rows` where one is missing or there more than once; no column: in anything. A template: metrics/verifying.py.
SELECT one.1 AS column, count() AS n, groupArraySorted({most})((place, one.2, one.3)) AS first
FROM
(
    SELECT
        {place} AS place,
        arrayJoin(arrayConcat([('', '', '')], arrayFilter(one -> one.2 != one.3, {values}))) AS one
    FROM
    (
        SELECT {keys}, toString(countIf(is_kept)) AS kept_rows, toString(countIf(NOT is_kept)) AS counted_rows{both}
        FROM
        (
            SELECT true AS is_kept, {columns}
            FROM {table}
            WHERE workspace_id = {{workspace:UUID}} AND ({table}.{day}, closing) IN ({closed})
            UNION ALL
            SELECT false, *
            FROM
            (
                {rows}
            )
        )
        GROUP BY {keys}
    )
    WHERE kept_rows != '1' OR counted_rows != '1'{differs}
)
GROUP BY column
ORDER BY column
