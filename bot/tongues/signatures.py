"""In which state each translation is, and whose signature counts. Pure; see `notes.py` for how a signature is written.

`missing`, `needs work` (fuzzy), `stale` (its English has changed), `not reviewed`, `live`; beside these `broken` (a
gate refuses it) and `changed after review`.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from bot.tongues import notes
from bot.tongues.meanings import Meanings
from bot.tongues.notes import Signature, fingerprint
from bot.tongues.po import Catalogue, Entry
from bot.tongues.topics import DANGER, topics
from flows.engine.blend import safety_keys
from flows.engine.bundle import Bundle
from flows.engine.drawing.overlays import SIGNED

LIVE = SIGNED
MISSING, NEEDS_WORK, STALE, UNREVIEWED = "missing", "needs work", "stale", "not reviewed"
BROKEN, CHANGED = "broken", "changed after review"
STATES = (MISSING, BROKEN, STALE, NEEDS_WORK, CHANGED, UNREVIEWED, LIVE)

MADE_BY_NOBODY = "nobody says who made this translation"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`refused`: signatures that count for nothing, each with the reason. `lacking`: how many more are needed."""

    state: str
    refused: tuple[tuple[Signature, str], ...] = ()
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Judge:
    """Of one language. `meanings`: Englishes of which somebody has said that they mean the same."""

    bundle: Bundle
    code: str
    meanings: Meanings = field(default_factory=dict)
    careful: AbstractSet[str] = frozenset()
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @staticmethod
    def of(bundle: Bundle, code: str, meanings: Meanings | None = None) -> Judge:
        return Judge(bundle, code, meanings or {}, high_care(bundle), earlier_keys(bundle))

    def verdicts(self, catalogue: Catalogue, broken: AbstractSet[str] = frozenset()) -> Mapping[str, Verdict]:
        """Of every text of the bundle. `broken`: keys that a gate refuses."""
        return {key: self.verdict(key, catalogue.entries.get(key), key in broken) for key in self.bundle.written}

    def verdict(self, key: str, entry: Entry | None, broken: bool = False) -> Verdict:
        if entry is None or entry.empty:
            return Verdict(MISSING, lacking=self.needed(key))
        if entry.was or entry.english != self.bundle.texts[key]:
            return Verdict(STALE, lacking=self.needed(key))
        if entry.fuzzy or broken:
            return Verdict(NEEDS_WORK if entry.fuzzy else BROKEN, lacking=self.needed(key))
        signed = notes.signatures(entry.notes)
        right = self.fingerprints(key, entry)
        valid = [each for each in signed if each.fingerprint in right]
        refused = tuple((each, why) for each in valid if (why := self._refused(each, entry)))
        counting = {each.by for each in valid} - {each.by for each, _ in refused}
        lacking = max(0, self.needed(key) - len(counting))
        if not lacking:
            return Verdict(LIVE, refused)
        return Verdict(CHANGED if len(valid) < len(signed) else UNREVIEWED, refused, lacking)

    def needed(self, key: str) -> int:
        """Danger, consent, law and what the program says everywhere: two people read it."""
        return 2 if key in self.careful else 1

    def fingerprints(self, key: str, entry: Entry) -> frozenset[str]:
        """A step that got another name costs nobody's signature, nor does a corrected spelling of the English; but what
        two people must read, two people read as it stands."""
        keys = (key, *self.earlier.get(key, ()))
        englishes = (entry.english, *(() if key in self.careful else self.meanings.get(key, ())))
        return frozenset(fingerprint(name, english, entry.text) for name in keys for english in englishes)

    def _refused(self, signature: Signature, entry: Entry) -> str:
        if signature.by not in self.bundle.reviewers.get(self.code, ()):
            return f"{signature.by} is not a reviewer of this language in teams.yaml"
        makers = notes.makers(entry.notes)
        if not makers:
            return MADE_BY_NOBODY
        return f"{signature.by} made this translation" if signature.by in makers else ""


def signed(bundle: Bundle, code: str, catalogue: Catalogue, meanings: Meanings) -> frozenset[str]:
    """Of all that a phrase of the desk can be made of: what people stand behind."""
    judge = Judge.of(bundle, code, meanings)
    of_facts = (key for key in bundle.written if key.startswith("facts/"))
    keys = (*(key for phrase in bundle.phrases.values() for key in phrase.texts), *of_facts, *BELOW_FACTS)
    return frozenset(
        key for key in keys if key in bundle.written and judge.verdict(key, catalogue.entries.get(key)).state == LIVE
    )


BELOW_FACTS = ("globals/source", "globals/unconfirmed", "globals/out_of_date")
"""What stands around a fact that is told."""


def high_care(bundle: Bundle) -> frozenset[str]:
    """Texts that two people sign, and whose English is never changed on the quiet."""
    consents = {key for key in bundle.written if key.rpartition("/")[2].startswith("consent.")}
    law = {key for key in bundle.written if key.startswith("facts/")}
    phrases = {key for phrase in bundle.phrases.values() if phrase.care for key in phrase.texts}
    return safety_keys(bundle) | consents | law | phrases | frozenset(topics(bundle)[DANGER])


def earlier_keys(bundle: Bundle) -> Mapping[str, tuple[str, ...]]:
    """Key of a text -> its keys before its step was renamed."""
    found: dict[str, tuple[str, ...]] = {}
    for key in bundle.written:
        name, _, rest = key.partition("/")
        step, _, part = rest.partition("/")
        flow = bundle.flows.get(name)
        if flow is not None and flow.renamed:
            names = tuple(f"{name}/{old}/{part}" for old, now in flow.renamed.items() if now == step)
            found |= {key: names} if names else {}
    return found
