-- The contents are mirrored up to a mark of the catalog.
INSERT INTO mirrored (store, mark, at) VALUES ({store:UUID}, {mark:UUID}, now64(6, 'UTC'))
