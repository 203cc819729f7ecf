"""The web page: one file a tab, its words in ``text``, its look in ``style``."""
