-- What is left of the mirror that was made anew last: the old one, or the half of a new one that was cut off.
DROP TABLE IF EXISTS contents_anew SYNC
