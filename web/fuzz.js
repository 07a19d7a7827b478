/** How long properties are fuzzed: briefly in every run, with the same examples each time; `make fuzz` for an hour. */
import fc from "fast-check";

fc.configureGlobal(process.env.MUTOSCOPE_FUZZ ? { numRuns: 5000 } : { numRuns: 200, seed: 7 });
