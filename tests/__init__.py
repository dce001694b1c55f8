"""Tests mirror the packages; talks, contracts, house, system, browser and bench are kinds of their own."""
