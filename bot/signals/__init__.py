"""Wake-ups, leases and the shared rate budget: never the truth."""
