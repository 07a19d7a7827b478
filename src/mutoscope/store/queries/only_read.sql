-- Rows worked out and thrown away. A template: store.py.
{rows}
FORMAT Null
