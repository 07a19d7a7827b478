-- The plays of sealed segments, with what is derived from their spans. A template: store.py fills in the table's columns.
SELECT {names}, {derived}
FROM
(
    SELECT {brought}
    FROM {lines}
        AND refused = ''
    {kept}
)
