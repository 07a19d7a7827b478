-- Into the ledger: a workspace's plays of a month that are past their time, in the minute in which the beacon that counted for each was
-- received. Its row is named after the month's newest block, which only an INSERT changes: said again after a crash, it counts once.
INSERT INTO ledger (minute, workspace_id, outcome, segment, n)
SELECT
    toStartOfMinute(received_at) AS minute,
    {workspace:UUID},
    'deleted',
    concat('expired-', {partition:String}, '-', (
        SELECT toString(max(max_block_number))
        FROM system.parts
        WHERE database = currentDatabase() AND table = 'plays' AND active AND partition_id = {partition:String}
    )),
    count()
FROM plays FINAL
WHERE workspace_id = {workspace:UUID}
    AND minted_at < fromUnixTimestamp64Milli({cutoff:Int64}, 'UTC')
    AND toYYYYMM(minted_at) = toUInt32({partition:String})
GROUP BY minute
