-- Measures out of facts, which meet by group: each source gives its own and NULL for the others. A template: metrics/compile.py.
SELECT {measures}, {facts}, count() OVER () AS groups
FROM
(
    SELECT {keys}, {merged}
    FROM
    (
        {sources}
    )
    GROUP BY {keys}
)
{order}
{page}
