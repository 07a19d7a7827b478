-- The start of the first span; of an empty play its load.
loaded_at + toIntervalMillisecond(played_after)
