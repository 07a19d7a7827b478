-- Versions of plays minted since an instant, out of parts with rows of later blocks: a part is called MONTH_FIRSTBLOCK_LASTBLOCK_…
SELECT *
FROM plays
PREWHERE toInt64(splitByChar('_', _part)[3]) > {block:Int64}
    AND minted_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
