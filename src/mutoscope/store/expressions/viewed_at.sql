-- The instant at which the play became a view; NULL: it did not.
loaded_at + toIntervalMillisecond(viewed_after)
