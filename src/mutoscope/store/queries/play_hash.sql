toFixedString(substring(SHA256(concat(toString(workspace_id), video_id, toString(play))), 1, 16), 16)
