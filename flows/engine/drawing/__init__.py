"""Flows as pictures and lists. First a chart (what is drawn), then a layout (where), then one of four forms (how)."""
