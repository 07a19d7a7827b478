-- Facts by group and bucket out of rows of days: those that were closed, and those counted now. Who viewed on a day counts where the
-- last day before lies before the bucket. A template: metrics/days.py.
SELECT {keys}target.1 AS bucket, {merged}
FROM
(
    {rows}
)
ARRAY JOIN {targets} AS target -- a bucket, and the instant since which whoever comes again counts once
WHERE day >= {{from:Int64}} AND day < {{until:Int64}}
GROUP BY {keys}bucket
