-- The plays that a question is about, newest beacon each: its workspace, filters and traffic, and by the timestamp in their id all
-- that can have anything in the period. A template: metrics/compile.py fills in where they are read (plays_on_disk.sql,
-- plays_in_memory.sql), and joins.
SELECT chosen.*, {content_columns}
FROM
(
    {sources}
) AS chosen -- a name that no question gives a column
{joins}
