-- Mark the plays of which any version carried the viewer. A template: loader/erasing.py.
INSERT INTO erased_plays (workspace_id, erasure, play_hash, versions, anonymous)
SELECT {{workspace:UUID}}, {{erasure:UUID}}, {play_hash} AS hash, count(), false
FROM plays
WHERE workspace_id = {{workspace:UUID}}
    AND (video_id, play) IN
    (
        SELECT video_id, play
        FROM plays
        WHERE workspace_id = {{workspace:UUID}}
            AND viewer IN
            (
                -- so that each name is hashed once
                SELECT viewer
                FROM (SELECT DISTINCT viewer FROM plays WHERE workspace_id = {{workspace:UUID}} AND viewer != '')
                WHERE {viewer_hash} = {{viewer_hash:String}}
            )
    )
GROUP BY hash
