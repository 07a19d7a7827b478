-- The end of the last span (exclusive); of an empty play its load.
loaded_at + toIntervalMillisecond(played_until)
