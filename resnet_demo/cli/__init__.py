"""The command line: the commands made from the table of experiments, and those beside them."""
