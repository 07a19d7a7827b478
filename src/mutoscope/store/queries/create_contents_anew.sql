-- A mirror that is made anew, beside the one that is read.
CREATE TABLE contents_anew AS contents
