-- Views with what viewings need of them, each on its day (-1: before all days that matter), and with its values by each grouping.
-- A template: metrics/days.py.
SELECT
    cityHash64(video_id) AS content,
    session,
    if(viewed_ms < {{days:Array(Int64)}}[1], toInt64(-1), roundDown(assumeNotNull(viewed_ms), {{days:Array(Int64)}})) AS day,
    length AS length_ms,
    if(within, covered_from, arrayMap(one -> least(one, length), covered_from)) AS played_from,
    if(within, covered_to, arrayMap(one -> least(one, length), covered_to)) AS played_to,
    {values} AS values
FROM
(
    SELECT *, toInt64(length_ms) AS length, length_ms = 0 OR empty(covered_to) OR covered_to[-1] <= length_ms AS within
    FROM ({plays})
    WHERE viewed_ms < {{days_end:Int64}}
)
