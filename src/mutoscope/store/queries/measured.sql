-- Measures out of facts. A template: metrics/compile.py.
SELECT {measures}
FROM
(
    {facts}
)
