"""What a First Responder needs to refer somebody: the record of an interview, its gaps, its consents, and the pack."""
