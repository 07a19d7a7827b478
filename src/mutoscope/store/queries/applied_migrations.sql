-- The migrations that this store has seen.
SELECT DISTINCT name FROM migrations
