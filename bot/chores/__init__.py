"""What is done by the clock, not by a person."""
