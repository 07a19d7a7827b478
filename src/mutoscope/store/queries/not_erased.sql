AND {play_hash} NOT IN (SELECT play_hash FROM erased_plays WHERE workspace_id IN {{forgetting:Array(UUID)}})
    AND (viewer = '' OR {viewer_hash} NOT IN {{forgotten:Array(String)}})
