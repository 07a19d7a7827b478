-- Who came on some days: the columns that metrics/closing.py names, in their order. A template: metrics/closing.py.
SELECT
    d0,
    d1,
    d2,
    toDateTime(intDiv(day, 1000), 'UTC'),
    toDateTime(intDiv(previous, 1000), 'UTC'),
    sessions,
    viewers
FROM
(
    {rows}
)
