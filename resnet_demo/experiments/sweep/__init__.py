"""One photo while the strength of skips or branches falls from 1 to 0."""
