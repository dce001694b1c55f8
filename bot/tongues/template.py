"""All texts for people, each under its key, in the order of the conversation, with what a translator must know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bot.tongues import po
from bot.tongues.po import Catalogue, Entry
from flows.engine.bundle import Bundle
from flows.engine.draft import Written
from flows.engine.grammar import LABEL_CUT
from flows.engine.model import Flow, Place
from flows.engine.ways import leads_to


def template(bundle: Bundle) -> bytes:
    """`locales/flows.pot`. No dates: one that changed with every run would hide what really changed."""
    return po.write(Catalogue("", {entry.key: entry for entry in entries(bundle)}))


def entries(bundle: Bundle) -> Iterator[Entry]:
    """Untranslated, as the template has them."""
    flags = partial(_flags, bundle)
    for written in bundle.written.values():
        told, place = tuple(_told(bundle, written)), f"flows/content/{written.spot.file}:{written.spot.line}"
        yield Entry(written.key, written.text, flags=set(flags(written)), told=told, place=place)


def _flags(bundle: Bundle, written: Written) -> Iterator[str]:
    """As editors of catalogues know them."""
    if bundle.placeholders(written.key):
        yield "python-brace-format"
    if written.label:
        yield f"max-length:{LABEL_CUT}"


def _told(bundle: Bundle, written: Written) -> Iterator[str]:
    yield f"Where: {written.where}"
    if written.label:
        yield f"At most {LABEL_CUT} letters."
    for name in bundle.placeholders(written.key):
        yield f"{{{name}}} = {' '.join(becomes(bundle, name).split())}"
    if written.note:
        yield f"Note: {written.note}"
    yield from _neighbours(bundle, written.key)


def becomes(bundle: Bundle, name: str) -> str:
    """What stands there when she reads it."""
    fact = bundle.facts.get(name)
    if fact is None:
        return bundle.system.get(name, "filled in by the program")
    return bundle.texts[fact.text] if fact.text else fact.all_values


def _neighbours(bundle: Bundle, key: str) -> Iterator[str]:
    """The steps around it, so that the dialogue can be followed. A button says where it leads."""
    name, _, rest = key.partition("/")
    step, _, part = rest.partition("/")
    flow = bundle.flows.get(name)
    if flow is None or step not in flow.steps:
        return
    card = bundle.cards.get(Place(name, step))
    chosen = next((value for value, label in card.labels.items() if label == key), None) if card else None
    if card and chosen is not None:
        yield f"Leads to: {card.offers[chosen]}"
    elif not part.startswith("option."):
        before, after = came_from(flow).get(step, ()), leads_to(flow.steps[step])
        if before:
            yield f"Comes after: {', '.join(before)}"
        if after:
            yield f"Then: {', '.join(after)}"


def came_from(flow: Flow) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, step in flow.steps.items():
        for after in leads_to(step):
            found[after] = (*found.get(after, ()), name)
    return found
