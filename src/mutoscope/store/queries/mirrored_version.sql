-- How far the mirror has come.
SELECT max(version) AS version FROM contents
