-- What was counted of the time before the statement's period, as a row of the whole. A template: metrics/compile.py.
SELECT CAST(NULL, 'Nullable(Int64)') AS bucket, {columns}
