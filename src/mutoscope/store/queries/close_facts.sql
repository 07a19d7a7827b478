-- What adds up of some days: the columns that metrics/closing.py names, in their order. A template: metrics/closing.py.
SELECT
    d0,
    d1,
    d2,
    toDateTime(intDiv(day, 1000), 'UTC'),
    toDateTime(intDiv(until, 1000), 'UTC'),
    {merged}
FROM
(
    {rows}
)
WHERE day >= 0
GROUP BY d0, d1, d2, day, until
