-- The partitions of plays with their numbers of rows, the newest first.
SELECT partition_id AS partition, sum(rows) AS n
FROM system.parts
WHERE database = currentDatabase() AND table = 'plays' AND active
GROUP BY partition
HAVING n > 0
ORDER BY partition DESC
