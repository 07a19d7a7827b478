-- What the counts of the time before {until} rest on: when plays that touch it last came late or went (ms; 0: never), whether some
-- are going just now, and the catalog's contents, by the version that changes with any of them.
SELECT
    (
        SELECT max(toUnixTimestamp64Milli(at))
        FROM late_plays
        WHERE workspace_id = {workspace:UUID} AND day <= toDate(fromUnixTimestamp64Milli({until:Int64} + {session_ms:Int64}, 'UTC'), 'UTC')
    ) AS late_ms,
    (
        SELECT count() > 0 FROM system.mutations WHERE database = currentDatabase() AND table = 'plays' AND NOT is_done
    ) AS going,
    (SELECT max(version) FROM contents) AS contents
