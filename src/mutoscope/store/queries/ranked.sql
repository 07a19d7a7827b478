-- Measures out of facts. A template: metrics/compile.py.
SELECT {measures}, count() OVER () AS groups
FROM
(
    {facts}
)
{order}
{page}
