"""The bundles that are served now: the newest, and those on which visits began that have not ended yet.

Choosing one for a turn is a lookup by name; everything else is done when a bundle is put on the shelf. A shelf is
never changed: another one takes its place whole, between two turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cache, partial

from bot import interview
from bot.interview import Interview
from bot.opening import Opening
from bot.turn import House
from bot.voice import Recording
from bot.words import NOBODY_YET, Words
from flows.engine.blend import blend, safety_keys
from flows.engine.bundle import Bundle
from flows.engine.changes import Catalogues, Edition
from flows.engine.model import Session

STAY = 86_400
"""Seconds. A visit stays on the bundle it began with for so long, and then moves (flows/engine/settling.py)."""

MOST = 4
"""Older bundles that are served beside the newest; visits on still older ones move at their next turn."""


@dataclass(frozen=True, slots=True)
class Serving:
    """One bundle as a turn needs it."""

    house: House
    words: Words
    opening: Opening
    interview: Callable[[], Interview | None] = lambda: None


@dataclass(frozen=True, slots=True)
class Older:
    """A bundle that was the newest until this moment. `withdrawn`: nobody stays on it."""

    edition: Edition
    until: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    edition: Edition
    newest: Serving
    older: tuple[Older, ...] = ()  # the last one first
    by_id: Mapping[str, Serving] = field(default_factory=dict)  # of the older ones, where they fit the newest

    def serving(self, session: Session, moment: int) -> Serving:
        """Somebody in the middle of a visit stays where she is; everybody else is on the newest."""
        found = self.by_id.get(session.bundle)
        if found is None or not session.stack or moment - session.since >= STAY:
            return self.newest
        return found


def shelf(edition: Edition, older: Iterable[Older] = (), moment: int = 0) -> Shelf:
    """Older ones whose day is over are left out; so are those that do not fit the newest, but these are remembered:
    whoever moves from there is compared with what she saw."""
    still = tuple(
        {each.edition.bundle.id: each for each in older
         if moment - each.until < STAY and each.edition.bundle.id != edition.bundle.id}.values()
    )[:MOST]  # fmt: skip
    known = {each.edition.bundle.id: each.edition.bundle for each in still}
    served = {
        each.edition.bundle.id: _serving(mixed, _mixed(each.edition, edition), known, _recorded(each.edition, edition))
        for each in still
        if not each.withdrawn and (mixed := blend(each.edition.bundle, edition.bundle)) is not None
    }
    newest = _serving(edition.bundle, edition.catalogues, known, edition.recordings, edition.signed)
    newest = replace(newest, interview=cache(partial(interview.of, edition)))  # made when somebody wants it
    return Shelf(edition, newest, still, served)


def replaced(before: Shelf, edition: Edition, moment: int, *, at_once: bool) -> Shelf:
    """Another edition is the newest from now on. `at_once`: what was before is withdrawn, and every visit moves."""
    if edition.bundle.id == before.edition.bundle.id:
        return shelf(edition, before.older, moment)
    older = (Older(before.edition, moment), *before.older)
    return shelf(edition, (replace(each, withdrawn=each.withdrawn or at_once) for each in older), moment)


def _serving(
    bundle: Bundle, catalogues: Catalogues, known: Mapping[str, Bundle], recordings: tuple[Recording, ...],
    signed: Mapping[str, AbstractSet[str]] = NOBODY_YET,
) -> Serving:  # fmt: skip
    words = Words(bundle, catalogues, recordings, signed)
    label: Callable[[str, str], str] = cache(lambda key, language: words.text(key, language, {}))
    opening = Opening(bundle)
    return Serving(House(bundle, label, opening.takes, known, words.recordings), words, opening)


def _recorded(old: Edition, newest: Edition) -> tuple[Recording, ...]:
    """Of both: to which words each of them belongs, and so which is heard, its fingerprint says."""
    return (*old.recordings, *newest.recordings)


def _mixed(old: Edition, newest: Edition) -> Catalogues:
    """Each text in the translation that was made of it."""
    fresh = safety_keys(newest.bundle)
    return {
        language: {
            **{key: text for key, text in old.catalogues.get(language, {}).items() if key not in fresh},
            **{key: text for key, text in texts.items() if key in fresh},
        }
        for language, texts in newest.catalogues.items()
    }
