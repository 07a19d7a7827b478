-- The plays of sealed segments, with what is derived from their spans. A template: store.py fills in the table's columns.
INSERT INTO plays ({columns})
SELECT {names}, {derived}
FROM
(
    SELECT {brought}
    FROM file({{segments:String}}, JSONEachRow, {{structure:String}})
    WHERE refused = ''
    {kept}
)
