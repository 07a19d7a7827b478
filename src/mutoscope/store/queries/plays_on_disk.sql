-- PREWHERE is read before the newest version of a play is found: it may ask only for what all versions share, and what it leaves out
-- isn't read. A template: metrics/compile.py.
SELECT
    {columns}
FROM plays FINAL
PREWHERE workspace_id = {{workspace:UUID}}
    AND ({minted})
    {shared}
WHERE {conditions}
