-- What was counted of the time before the statement's period, as a row of the whole. A template: metrics/compile.py.
SELECT toInt64(0) AS bucket, {columns}
