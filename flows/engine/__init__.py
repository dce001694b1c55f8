"""Pure: reads, checks and runs flows. Asks no clock, does no I/O."""
