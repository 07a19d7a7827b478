-- Each play once for each grouping, with its values there. A template: metrics/days.py.
ARRAY JOIN {groupings} AS grouping, arrayMap(one -> one.1, {pairs}) AS value, arrayMap(one -> one.2, {pairs}) AS detail
