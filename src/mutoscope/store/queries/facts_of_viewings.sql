-- What is counted of viewings. A template: metrics/compile.py.
SELECT {columns}
FROM (SELECT *, {viewing_bucket} AS bucket FROM ({viewings}))
WHERE bucket >= 0
GROUP BY {grouping}
