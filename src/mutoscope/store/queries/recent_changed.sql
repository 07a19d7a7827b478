-- Plays that have changed, newest beacon each. A template: metrics/recent.py.
SELECT *
FROM ({rows})
ORDER BY version DESC
LIMIT 1 BY workspace_id, video_id, play
