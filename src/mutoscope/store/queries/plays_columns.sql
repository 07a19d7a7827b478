-- The columns of plays, in their order. What is an ALIAS is worked out when it is asked for.
SELECT name, type, default_kind != 'ALIAS' AS is_stored
FROM system.columns
WHERE database = currentDatabase() AND table = 'plays'
ORDER BY position
