"""What is asked of a catalogue before it goes out, beside the gates that stop the start: signatures, agreed words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.tongues import notes, po, reveals
from bot.tongues.gates import Translated
from bot.tongues.glossary import Glossary
from bot.tongues.meanings import Meanings
from bot.tongues.po import Catalogue, Entry
from bot.tongues.signatures import CHANGED, LIVE, UNREVIEWED, Judge, Verdict
from bot.translations import line_of, reading
from flows.engine.bundle import Bundle
from flows.engine.draft import Language
from flows.engine.fault import Fault
from flows.engine.model import Spot


@dataclass(frozen=True, slots=True)
class Review:
    """Of one language."""

    bundle: Bundle
    language: Language
    file: str
    lines: list[str]

    def at(self, key: str, entry: Entry) -> Translated:
        line = line_of(key, self.lines)
        return Translated(
            self.language, self.bundle.written[key], entry.text, Spot(self.file, line + 1, 1), self.lines[line]
        )


def faults(review: Review, catalogue: Catalogue, glossary: Glossary, meanings: Meanings) -> Iterator[Fault]:
    """Of a catalogue that the gates have let pass."""
    verdicts = Judge.of(review.bundle, review.language.code, meanings).verdicts(catalogue)
    unsigned = [key for key, verdict in verdicts.items() if verdict.state == UNREVIEWED]
    for key, entry in catalogue.entries.items():
        if key in verdicts and not entry.empty:
            yield from _signed(review, key, entry, verdicts[key])
            yield from _telling(review, key, entry)
            if verdicts[key].state in (LIVE, UNREVIEWED, CHANGED):
                yield from _agreed(review, key, entry, glossary)
    if review.language.state == "live" and unsigned:
        yield _unsigned(review, catalogue.entries[unsigned[0]], len(unsigned), verdicts[unsigned[0]])


def whole(
    bundle: Bundle, language: Language, file: str, source: bytes, glossary: Glossary, meanings: Meanings
) -> tuple[Mapping[str, str], list[Fault]]:
    """What can be shown of a catalogue, and all that is wrong with it: gates first, and only then the rest."""
    shown, wrong, found = reading(bundle, language, file, source)
    if not wrong and found is not None:
        review = Review(bundle, language, file, source.decode("utf-8", "replace").split("\n"))
        wrong += faults(review, po.of(found, source), glossary, meanings)
    return shown, wrong


def _signed(review: Review, key: str, entry: Entry, verdict: Verdict) -> Iterator[Fault]:
    if verdict.state == CHANGED:
        last = notes.signatures(entry.notes)[-1]
        sentence = f"This text was reviewed on {last.day} by {last.by}, but has been changed since."
        fix = "Take the line out; whoever did not make the change reads the text and signs anew (docs/translating.md)."
        level = "error" if review.language.state == "live" else "warning"
        yield review.at(key, entry).fault("T004", sentence, fix, level=level)
    for signature, why in verdict.refused:
        sentence = f"The signature of {signature.by} does not count: {why}."
        fix = "Somebody else who is named in teams.yaml reads and signs it; or say above the text who made it."
        yield review.at(key, entry).fault("T016", sentence, fix, level="warning")


def _unsigned(review: Review, entry: Entry, count: int, verdict: Verdict) -> Fault:
    name = review.language.own_name
    lacks = f"{verdict.lacking} more {'signature' if verdict.lacking == 1 else 'signatures'}"
    sentence = f"{name} is live, but nobody stands behind {count} of its texts; this is the first, and needs {lacks}."
    fix = "Have them reviewed, or set the language to preview in house-rules.yaml."
    return review.at(entry.key, entry).fault("T007", sentence, fix)


def _telling(review: Review, key: str, entry: Entry) -> Iterator[Fault]:
    word = reveals.told_by(review.language.code, reveals.shown(review.bundle, key, entry.text))
    if word:
        yield review.at(key, entry).fault("T017", reveals.sentence(word), reveals.FIX)


def _agreed(review: Review, key: str, entry: Entry, glossary: Glossary) -> Iterator[Fault]:
    code, english = review.language.code, review.bundle.texts[key]
    for term in glossary.terms_in(english):
        word = term.forbidden_in(code, entry.text)
        agreed = term.use.get(code, "")
        if word:
            sentence = f'"{word}" must not stand for "{term.english}": {term.meaning}'
            yield review.at(key, entry).fault("T015", sentence, f'Write "{agreed}", as on the other screens.')
        elif term.stays(code) and not term.stands_in(entry.text):
            sentence = f'"{term.english}" is not translated, and it does not stand in the text.'
            yield review.at(key, entry).fault("T015", sentence, f"Write {term.english}; it may be explained beside it.")
