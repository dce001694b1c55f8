"""How a written answer is understood, as the author wrote it: its kind, and the limits that say something about it."""

from __future__ import annotations

from flows.engine import grammar
from flows.engine.fault import instead
from flows.engine.form import Filled
from flows.engine.model import AnswerKind
from flows.engine.read import Page


def answer_kind(page: Page, inner: Filled | None) -> AnswerKind:
    if inner is None:
        return AnswerKind("text")
    kind = inner.one_of("kind", "a kind of answer", "text")
    sure = inner.word("kind") == kind
    accepted, right = inner.names("accept"), grammar.MESSAGES
    for node in accepted:
        if node.text not in right:
            sentence = f'"{node.text}" is not something that can be accepted here.'
            page.fault("F006", node, sentence, instead(node.text, right))
    choices = tuple(node.text for node in inner.names("choices"))
    if kind == "choice" and not choices and sure:
        page.fault("F005", inner.key("kind"), "A choice needs its values.", "Add choices: [one, another].")
    lowest, highest, most = inner.count("min"), inner.count("max"), inner.count("most", 1, 100)
    if sure:
        _fits(page, kind, inner, lowest, highest)
    accept = tuple(node.text for node in accepted) or ("text",)
    day = inner.one_of("day", "past or future", "") if inner.has("day") else ""
    return AnswerKind(kind, accept, most, lowest, highest, choices, day)


def _fits(page: Page, kind: str, inner: Filled, lowest: int | None, highest: int | None) -> None:
    """A limit that says nothing about this kind would be believed by the author and by nobody else."""
    for key, kinds in grammar.FITS.items():
        if inner.has(key) and kind not in kinds:
            fix = f"Take it out; it is for kind {' and '.join(kinds)}."
            page.fault("F027", inner.key(key), f"{key}: says nothing about an answer of kind {kind}.", fix)
    if lowest is not None and highest is not None and lowest > highest:
        sentence = f"No answer is at least {lowest} and at most {highest}."
        page.fault("F027", inner.key("min"), sentence, "Write the smaller number after min.")
