"""The languages in their own names, two in a row. What her phone says is only a hint: that language stands on top, and
nothing is said in it before she has picked it. Many use their phone in another language than their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from flows.engine.cards import HIDE, PERSON, Card, Row, step_key
from flows.engine.model import Button, Place

PICKER = Place("globals", "picker")

_ALIASES: Mapping[str, str] = {"tl": "fil", "in": "id", "iw": "he", "no": "nb", "prs": "fa-af"}
"""Other codes under which phones know a language. None leads to a neighbour: Tigrinya does not put Amharic on top."""


def pickers(languages: Mapping[str, str]) -> dict[str, Card]:
    """By the language that stands on top; "" for none. `languages`: code -> own name, in the order of the house."""
    return {top: _card(languages, top) for top in ("", *languages)}


def hinted(made: Mapping[str, Card], hint: str) -> Card:
    """`hint`: as a phone says it: tl, in-ID, pt-br, or nothing."""
    if not hint:
        return made[""]
    code = hint.lower().replace("_", "-")
    for known in (code, code.partition("-")[0]):
        card = made.get(_ALIASES.get(known, known))
        if card is not None:
            return card
    return made[""]


def _card(languages: Mapping[str, str], top: str) -> Card:
    buttons = {code: Button(f"lang:{code}", label=name) for code, name in languages.items()}
    alone = ((buttons.pop(top),),) if top else ()
    own = (*alone, *_in_pairs(iter(buttons.values())))
    fixed: Row = (PERSON, HIDE)
    offers = {button.value: "" for row in own for button in row}
    steps = (f"{PICKER.flow}.{PICKER.step}",)
    return Card(
        PICKER, step_key(PICKER), steps, ("globals/picker",), own, fixed, (*own, fixed), offers, tuple(offers), {}
    )


def _in_pairs(buttons: Iterator[Button]) -> Iterator[Row]:
    while row := tuple(islice(buttons, 2)):
        yield row
