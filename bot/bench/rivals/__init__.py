"""Bots to compare with, each a process of its own. They answer and remember nothing."""
