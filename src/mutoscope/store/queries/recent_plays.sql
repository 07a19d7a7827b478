-- Plays minted since an instant, newest beacon each.
SELECT * FROM plays FINAL PREWHERE minted_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
