"""Keys, and words sealed under them."""
