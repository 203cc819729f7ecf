"""Which of its classes a network sees in photos."""
