-- Give up a rewriting that failed: all others would wait for it for ever.
KILL MUTATION WHERE database = currentDatabase() AND table = 'plays' AND mutation_id = {mutation:String}
