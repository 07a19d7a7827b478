-- Derived columns of a month's plays as their expressions give them, in the background, where any differs. A template: loader/deriving.py.
ALTER TABLE plays
UPDATE {columns} IN PARTITION ID '{partition}'
WHERE {differs}
