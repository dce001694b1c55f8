"""Pure: the rules of cases, claims and who may."""
