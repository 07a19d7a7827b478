SELECT video_id FROM contents FINAL WHERE workspace_id = {{workspace:UUID}} AND {condition}
