-- How many sessions and viewers of the views in a stretch of time were there before, by group; strays: sessions whose earlier views lie
-- over a day before it, which no player of ours makes. A template: metrics/seen.py.
SELECT {keys} uniqExactIf(views.session, {session_again}) AS session, uniqExactIf(views.who, {who_again}) AS who, countIf({stray}) AS strays
FROM ({views}) AS views
{grouping}
HAVING count() > 0
