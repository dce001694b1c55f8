"""What is wrong with recordings: told to whoever publishes, and by `helpline voice status`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from bot import voice
from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.fault import Fault
from flows.engine.model import Spot

HEARD = "heard"


class State(NamedTuple):
    """Of one recording, or of one that must be there. `state` is heard, or why it is not."""

    language: str
    at: str
    file: str
    state: str
    fix: str = ""


def states(
    bundle: Bundle, words: Words, files: Mapping[str, bytes], there: frozenset[str] | None, today: date
) -> Iterator[State]:
    """Of all that are bound to words, in the order of their files."""
    script = script_of(bundle, words)
    recordings = {voice.sum_of(each.file): each for each in voice.read(files)}
    for file in sorted(name for name in files if name.startswith(f"{voice.FOLDER}/")):
        language, at = voice.named(file) or ("", "")
        again = f"Record it anew: helpline voice add {language} {at.replace('/', '.')} FILE.ogg"
        found = recordings.get(file)
        now = script.words(at, language, today) if language in bundle.spoken else None
        if found is None:
            yield State(language, at, file, "cannot be read", again if at else "Take it out.")
        elif now is None:
            yield State(language, at, file, "belongs to no text that can be recorded", "Take it out, with its sound.")
        elif there is not None and found.file not in there:
            yield State(language, at, file, "has no sound beside it", again)
        elif found.words != now:
            yield State(language, at, file, "is of other words than stand there now", again)
        elif not script.in_date(at, today):
            yield State(
                language, at, file, "is silent, because a fact in it is past its date", "See helpline facts due."
            )
        else:
            yield State(language, at, file, HEARD)


def faults(
    bundle: Bundle, words: Words, files: Mapping[str, bytes], there: frozenset[str] | None, today: date
) -> Iterator[Fault]:
    """Nothing of it reaches anybody: such a recording is withheld. Where one is required, that is an error."""
    for each in states(bundle, words, files, there, today):
        if each.state == HEARD or each.state.startswith("is silent"):  # the fact itself is told, as F042
            continue
        language = bundle.spoken.get(each.language)
        required = voice.file_of("{language}", each.at) in bundle.beside
        level = "error" if required and language is not None and language.state == "live" else "warning"
        line = files[each.file].decode("utf-8", "replace").split("\n", 1)[0]
        sentence = f"This recording {each.state}; nobody will hear it."
        yield Fault("F034", level, Spot(each.file, 1, 1), sentence, each.fix, line, max(1, len(line.split(" ")[0])))


def script_of(bundle: Bundle, words: Words) -> voice.Script:
    return voice.Script(bundle, lambda key, language, today: words.text(key, language, {}, today))
