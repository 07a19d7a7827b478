-- The start of the first span; of an empty play its load.
loaded_at + toIntervalMillisecond(if(empty(spans), 0, spans[1].at))
