-- The parts that hold marked plays, and their partitions. A template: loader/erasing.py.
SELECT _partition_id AS partition, uniqExact(_part) AS parts
FROM plays
WHERE workspace_id = {{workspace:UUID}}
    AND {play_hash} IN
    (
        SELECT play_hash FROM erased_plays WHERE workspace_id = {{workspace:UUID}} AND erasure = {{erasure:UUID}}
    )
GROUP BY partition
ORDER BY partition
