"""The stages of a list job, in their order: layout, reading, domains, judging, writing, telling."""
