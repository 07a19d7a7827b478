-- Rows of plays by month and workspace, and how many of them are past their time, in the months that have such.
SELECT
    _partition_id AS partition,
    workspace_id,
    countIf(minted_at < fromUnixTimestamp64Milli(
        {cutoffs:Array(Int64)}[indexOf({workspaces:Array(UUID)}, workspace_id)], 'UTC'
    )) AS expired,
    count() AS plays
FROM plays
WHERE toYYYYMM(minted_at) <= toYYYYMM(fromUnixTimestamp64Milli(arrayMax({cutoffs:Array(Int64)}), 'UTC'))
GROUP BY partition, workspace_id
ORDER BY partition, workspace_id
