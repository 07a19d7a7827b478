-- What adds up of the plays of some days. A template: metrics/days.py, around facts by bucket.
SELECT {keys}bucket AS day, toInt64(0) AS previous, {columns}
FROM ({facts})
WHERE bucket IN {{open_days:Array(Int64)}}
