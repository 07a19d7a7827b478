lower(hex(substring(SHA256(concat(unhex({outer}), SHA256(concat(unhex({inner}), viewer)))), 1, 16)))
