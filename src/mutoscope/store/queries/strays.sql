-- Views whose sessions are stretched (come_again.sql). A template: metrics/seen.py.
SELECT sum(strays) AS strays FROM {table}
