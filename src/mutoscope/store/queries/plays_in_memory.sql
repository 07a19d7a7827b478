-- Plays of a table in memory, newest beacon each, but for those of which a further table has a newer one. A template: metrics/compile.py.
SELECT
    {columns}
FROM {table}
WHERE workspace_id = {{workspace:UUID}}
    AND minted_at >= fromUnixTimestamp64Milli({minted_from}, 'UTC')
    AND minted_at < fromUnixTimestamp64Milli({minted_to}, 'UTC')
    {newest}
    {shared}
    AND {conditions}
