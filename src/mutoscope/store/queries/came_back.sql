-- Whether a view is of a session or viewer that viewed on an open day. A template: metrics/days.py.
sipHash64(session) IN ({sessions}) OR sipHash64(who) IN ({viewers})
