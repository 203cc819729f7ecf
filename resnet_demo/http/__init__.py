"""The HTTP API: the endpoints made from the table of experiments."""
