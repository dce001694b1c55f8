"""Desks that never were: the real rules of the hand-over, with chance for people and a heap for a clock."""
