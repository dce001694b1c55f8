"""A pack as documents. Runs as a process of its own, so that fonts and libraries cost the running bot nothing."""
