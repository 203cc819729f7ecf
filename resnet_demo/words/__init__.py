"""Every word that the page and the errors say, one folder a language."""
