"""Another program, which translators know, finds nothing either; and it would."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from translate.filters.checks import CheckerConfig, StandardChecker
from translate.storage.pypo import pofile

from bot.tongues.house import House, Tongue
from tests.flows.house import CONTENT

HOUSE = House.open(CONTENT)
ERRORS = (
    "pythonbraceformat", "variables", "numbers", "urls", "emails", "newlines", "blank", "escapes", "notranslatewords",
)  # fmt: skip


def checker(code: str) -> StandardChecker:
    stays = [term.english for term in HOUSE.glossary.terms if term.stays(code) and " " not in term.english]
    return StandardChecker(
        checkerconfig=CheckerConfig(targetlanguage=code, notranslatewords=stays), limitfilters=list(ERRORS)
    )


def found(code: str, source: bytes) -> dict[str, Mapping[str, Any]]:
    """Key -> what it calls wrong there."""
    said, asked = {}, checker(code)
    for unit in pofile(BytesIO(source)).units:
        if unit.isheader() or unit.isobsolete():
            continue
        if wrong := asked.run_filters(unit):
            said[unit.getcontext()] = wrong
    return said


@pytest.mark.parametrize("tongue", tuple(HOUSE.translated()), ids=lambda tongue: tongue.code)
def test_no_catalogue_has_an_error(tongue: Tongue) -> None:
    assert found(tongue.code, tongue.source or b"") == {}


@pytest.mark.parametrize(
    ("english", "text", "name"),
    [
        ("Call {number}.", "Llame al {numero}.", "pythonbraceformat"),
        ("From 9 to 5.", "De 9 a 6.", "numbers"),
        ("Two\\n\\nlines", "Dos líneas", "newlines"),
        ("Something", "   ", "blank"),
        ("The NRM.", "El mecanismo.", "notranslatewords"),
    ],
)
def test_it_would_find_one(english: str, text: str, name: str) -> None:
    flag = "#, python-brace-format\n" if "{" in english else ""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source = f'{head}{flag}msgctxt "a"\nmsgid "{english}"\nmsgstr "{text}"\n'
    assert name in found("es", source.encode())["a"]
