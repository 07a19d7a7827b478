-- Rows of days by place and hash, with the names of groupings and their values in place of these. A template: metrics/days.py.
SELECT {groupings}[place] AS d0, names.value AS d1, names.detail AS d2, counted.* EXCEPT (place, hash)
FROM
(
    {rows}
) AS counted
ANY LEFT JOIN
(
    {names}
) AS names USING (place, hash)
