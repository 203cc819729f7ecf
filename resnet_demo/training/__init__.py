"""Training and evaluation: what ``train`` and ``evaluate`` do, to be called from Python too."""
