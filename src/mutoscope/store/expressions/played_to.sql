-- The end of the last span (exclusive); of an empty play its load.
loaded_at + toIntervalMillisecond(if(empty(spans), 0, spans[-1].at + spans[-1].wall))
