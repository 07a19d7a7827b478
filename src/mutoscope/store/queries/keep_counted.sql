-- What was counted of some days, into its table. A template: metrics/closing.py.
INSERT INTO {table} (workspace_id, closing, {columns})
SELECT {{workspace:UUID}}, {{closing:UInt32}}, *
FROM
(
    {rows}
)
