-- What was counted of the time before the statement's period, by group. A template: metrics/groups.py.
SELECT {keys}, {columns}
FROM {table}
