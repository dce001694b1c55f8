"""What a holder says of a person so that First Responders can be proposed, as short words; and what is said so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handoff.referral.directory import Need

_NATIONS = ("england", "wales", "scotland", "northern-ireland")
_AGES = {"adult": "adults", "child": "children", "age-not-sure": "not-sure"}
_SEXES = ("female", "male", "neither")
_TYPES = ("domestic-servitude", "labour", "sexual", "criminal", "organs")
_SO = ("domestic-worker-visa", "black-or-minority-ethnic", "refugee", "after-sexual-violence")
NOT = "not-"
WORDS = (*_NATIONS, *_AGES, *_SEXES, *_TYPES, *_SO)


def told(need: Need, words: Sequence[str]) -> Need | None:
    """None where one word is none of these: nothing is kept of half a sentence."""
    for word in words:
        changed = _one(need, word)
        if changed is None:
            return None
        need = changed
    return need


def _one(need: Need, word: str) -> Need | None:
    if word in _NATIONS:
        return replace(need, nation=word)
    if word in _AGES:
        return replace(need, age=_AGES[word])
    if word in _SEXES:
        return replace(need, sex=word)
    plain, so = word.removeprefix(NOT), not word.startswith(NOT)
    if plain in _TYPES:
        return replace(need, types=need.types | {plain} if so else need.types - {plain})
    return replace(need, so={**need.so, plain: so}) if plain in _SO else None


def known(need: Need) -> tuple[list[str], list[str]]:
    """In these words: what is known, and what is not."""
    age = next((word for word, value in _AGES.items() if value == need.age), "")
    told = [each for each in (need.nation, age, need.sex, *sorted(need.types)) if each]
    told += [each if need.so[each] else f"{NOT}{each}" for each in _SO if each in need.so]
    asked = (("nation", need.nation), ("age", age), ("sex", need.sex), ("exploitation", "".join(need.types)))
    return told, [what for what, value in asked if not value] + [each for each in _SO if each not in need.so]
