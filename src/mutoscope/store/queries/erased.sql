-- What an erasure has marked.
SELECT countIf(NOT anonymous) AS plays, countIf(anonymous) AS anonymous_plays, sum(versions) AS versions
FROM erased_plays FINAL
WHERE workspace_id = {workspace:UUID} AND erasure = {erasure:UUID}
