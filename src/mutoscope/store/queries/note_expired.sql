-- Into the ledger: a workspace's plays of a month that are past their time, in the minute in which the beacon that counted for each was
-- received. A row is named after the day of its plays and the INSERT that brought them: these go together, whatever else came into the
-- month in between, so that what is said again after a crash counts once.
INSERT INTO ledger (minute, workspace_id, outcome, segment, n)
SELECT
    toStartOfMinute(received_at) AS minute,
    {workspace:UUID},
    'deleted',
    concat('expired-', toString(toDate(minted_at, 'UTC')), '-', toString(_block_number)) AS segment,
    count()
FROM plays FINAL
WHERE workspace_id = {workspace:UUID}
    AND minted_at < fromUnixTimestamp64Milli({cutoff:Int64}, 'UTC')
    AND toYYYYMM(minted_at) = toUInt32({partition:String})
GROUP BY minute, segment
