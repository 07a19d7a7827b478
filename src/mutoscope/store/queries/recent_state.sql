-- What recent plays rest on: the newest block of rows (each INSERT has one), rows of the months concerned, the last deletion, whether one
-- is going on.
SELECT
    max(max_block_number) AS block,
    sum(rows) AS rows,
    groupUniqArray(partition_id) AS months,
    (
        SELECT max(toUInt64OrZero(extract(mutation_id, '[0-9]+')))
        FROM system.mutations
        WHERE database = currentDatabase() AND table = 'plays'
    ) AS mutation,
    (
        SELECT count()
        FROM system.mutations
        WHERE database = currentDatabase() AND table = 'plays' AND NOT is_done
    ) AS going
FROM system.parts
WHERE database = currentDatabase() AND table = 'plays' AND active
    AND partition_id >= toString(toYYYYMM(fromUnixTimestamp64Milli({since:Int64}, 'UTC')))
