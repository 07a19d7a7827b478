-- Measures out of facts, in order, with the number of all rows. A template: metrics/compile.py.
SELECT {measures}, count() OVER () AS groups
FROM
(
    {facts}
)
{order}
{page}
