-- What is known, and what has changed, of plays minted since an instant. A template: metrics/recent.py.
SELECT *
FROM
(
    SELECT * FROM {known} WHERE play NOT IN (SELECT play FROM {changed})
    UNION ALL
    SELECT * FROM {changed}
)
WHERE minted_at >= fromUnixTimestamp64Milli({{since:Int64}}, 'UTC')
