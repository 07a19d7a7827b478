-- Wall-clock playback of the whole play.
arraySum(spans.wall)
