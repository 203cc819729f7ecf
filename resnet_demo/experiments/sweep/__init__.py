"""One photo while skips or branches fade from strength 1 to 0."""
