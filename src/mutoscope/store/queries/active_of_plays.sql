-- Whose views were on which day, by the plays. A template: metrics/days.py.
SELECT
    sipHash64(session) AS session_hash,
    sipHash64(who) AS who_hash,
    roundDown(assumeNotNull(viewed_ms), {{days:Array(Int64)}}) AS day,
    {what}
FROM ({plays})
WHERE viewed_ms >= {{days:Array(Int64)}}[1] AND viewed_ms < {{days_end:Int64}} AND ({condition})
