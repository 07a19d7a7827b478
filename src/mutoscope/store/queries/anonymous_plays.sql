-- Plays that never carried a viewer, on devices of the plays marked. A template: loader/erasing.py.
SELECT {play_hash} AS hash, count() AS versions
FROM plays
WHERE workspace_id = {{workspace:UUID}}
    AND (video_id, play) IN
    (
        SELECT video_id, play
        FROM plays
        WHERE workspace_id = {{workspace:UUID}}
            AND device IN
            (
                SELECT device
                FROM plays
                WHERE workspace_id = {{workspace:UUID}}
                    AND device != toUUID('00000000-0000-0000-0000-000000000000')
                    AND {play_hash} IN
                    (
                        SELECT play_hash
                        FROM erased_plays
                        WHERE workspace_id = {{workspace:UUID}} AND erasure = {{erasure:UUID}} AND NOT anonymous
                    )
            )
    )
GROUP BY hash
HAVING max(viewer) = ''
