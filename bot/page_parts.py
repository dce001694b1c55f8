"""A part of a page that is made here and not written by hand: it stands between two marks, and a test compares it."""

from __future__ import annotations

from typing import NamedTuple


class NoPlace(Exception):
    """The page has no place for it. The sentence says which lines make one."""


class Part(NamedTuple):
    """`what` it is called; the lines where it `begins` and `ends`."""

    what: str
    begins: str
    ends: str

    def written(self, page: str, made: str) -> str:
        """The page with what was made between its two marks. Raises `NoPlace`."""
        before, begins, rest = page.partition(self.begins)
        _, ends, after = rest.partition(self.ends)
        if not begins or not ends:
            raise NoPlace(f"Put these two lines where the {self.what} shall stand:\n{self.begins}\n{self.ends}")
        return f"{before}{self.begins}\n{made}\n{self.ends}{after}"
