-- Facts by group out of those of its sources: each gives its own and nothing for the others. A template: metrics/compile.py.
SELECT {keys}, {merged}
FROM
(
    {sources}
)
GROUP BY {keys}
