-- The number of the newest closing, begun or done.
SELECT greatest((SELECT max(closing) FROM closed_days), (SELECT max(closing) FROM daily_facts), (SELECT max(closing) FROM active_days), (SELECT max(closing) FROM daily_returns)) AS closing
