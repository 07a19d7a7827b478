-- Whose views were on some days: the columns that metrics/closing.py names, in their order. A template: metrics/closing.py.
SELECT DISTINCT session_hash, who_hash, {columns}, toDateTime(intDiv(day, 1000), 'UTC')
FROM
(
    {active}
)
