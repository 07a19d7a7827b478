-- How many plays were minted since an instant.
SELECT uniqExact(play) AS plays FROM plays PREWHERE minted_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
