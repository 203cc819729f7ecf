"""From the bytes of a file to a picture, and from a picture to the input of a network."""
