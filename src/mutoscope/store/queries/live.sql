-- Who watches what now: for each content the plays whose newest beacon is young and says that it is playing. Only plays that had a
-- beacon of late are looked at. `viewers`: a number for each who watches; `newest`: the plays begun last. A template: metrics/live.py.
SELECT
    video_id,
    kind,
    project_id,
    folder_id,
    event_id,
    count() AS online,
    groupUniqArray(sipHash64(who)) AS viewers,
    arraySlice(
        arrayReverseSort(groupArray((
            loaded_ms,
            {play_id},
            received_ms,
            if(empty(spans), 0, greatest(spans[-1].to, 0)),
            watch_ms,
            viewer,
            country,
            city,
            device_type,
            os,
            browser,
            domain,
            page
        ))),
        1,
        {{most:UInt64}}
    ) AS newest
FROM ({plays})
WHERE playing AND received_ms > {{now:Int64}} - {{online_ms:Int64}}
GROUP BY video_id, kind, project_id, folder_id, event_id
ORDER BY online DESC, video_id
