"""What a colleague tells of herself with /me, word by word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from handoff.model import Profile

SEXES = ("woman", "man")
MOST = 12  # cases at once; more is no care


def changed(
    profile: Profile, words: Sequence[str], languages: Collection[str], teams: Collection[str]
) -> Profile | None:
    """With one thing told anew; None where the words say nothing that is known."""
    if not words:
        return None
    what, told = words[0], [word.strip(",").lower() for word in words[1:]]
    if what == "languages" and set(told) <= set(languages):
        return replace(profile, languages=frozenset(told))
    if what == "remit" and set(told) <= set(teams):
        return replace(profile, remit=frozenset(told))
    if what == "sex" and told in ([], ["woman"], ["man"]):
        return replace(profile, sex="".join(told))
    if what == "most" and len(told) == 1 and told[0].isascii() and told[0].isdigit() and 1 <= int(told[0]) <= MOST:
        return replace(profile, most=int(told[0]))
    return None
