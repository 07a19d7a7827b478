-- Derived columns of a month's plays, of all versions of them, against what their expressions give now: by workspace and column how many
-- differ, and the first of them; no column: in any. A template: loader/deriving.py.
SELECT workspace_id, one.1 AS column, count() AS n, groupArraySorted({most})((toString(play), one.2, one.3)) AS first
FROM
(
    SELECT workspace_id, play, arrayJoin(arrayConcat([('', '', '')], {values})) AS one
    FROM (SELECT workspace_id, play, {both} FROM plays WHERE _partition_id = {{partition:String}})
    WHERE {differs}
)
GROUP BY workspace_id, column
ORDER BY workspace_id, column
