"""Files that a flow names: letters, pictures, recordings. Whether they are there is asked by somebody with a disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from flows.engine.draft import Draft, Language
from flows.engine.fault import Fault
from flows.engine.read import Node, Page, Text

_FILE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.[a-z0-9]{2,4}\Z")
_LANGUAGE = "{language}"


def beside(draft: Draft, page: Page, voice: str, at: Node) -> None:
    """Note down a file. `voice`: a recording of this step in every language, else the file that stands there."""
    if voice:
        file = f"voice/{_LANGUAGE}/{voice}.ogg"
        sentence, fix = (
            "There is no recording in {language} of this step.",
            f"Record it as {file}, or write voice: yes.",
        )
        draft.beside[file] = page.would_be("F033", at, sentence, fix)
    elif isinstance(at, Text):
        file = at.text.strip()
        fix = "Put the file there, as letters/name.pdf for example, or correct its name."
        wrong = page.would_be(
            "F032", at, f'There is no file "{file}" in the content folder; nothing would be sent.', fix
        )
        if _FILE.match(file):
            draft.beside[file] = wrong
        else:
            page.faults.append(wrong)


def missing(needed: Mapping[str, Fault], there: frozenset[str], languages: tuple[Language, ...]) -> Iterator[Fault]:
    """A language that is live waits for its recordings; in a preview their absence is only told."""
    for file, wrong in needed.items():
        if _LANGUAGE not in file:
            if file not in there:
                yield wrong
            continue
        for language in languages:
            if file.replace(_LANGUAGE, language.code) not in there:
                level = "error" if language.state == "live" else "warning"
                yield replace(
                    wrong, level=level, sentence=wrong.sentence.replace(_LANGUAGE, language.own_name),
                    fix=wrong.fix.replace(_LANGUAGE, language.code),
                )  # fmt: skip
