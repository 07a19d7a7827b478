SELECT day, video_id, play FROM plays WHERE workspace_id = {{workspace:UUID}} AND viewer = {viewer}
