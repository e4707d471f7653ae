"""Is it worth writing to? Syntax, typing errors, domain, kinds, duplicates, verdict."""
