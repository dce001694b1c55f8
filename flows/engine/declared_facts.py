"""facts.yaml: each number and legal sentence with its source, and until when somebody stands behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flows.engine import grammar_files as grammar
from flows.engine.draft import Draft
from flows.engine.facts import LONGEST_UNCHECKED, Fact, months_later
from flows.engine.fault import closest, instead
from flows.engine.form import Filled, named_blocks
from flows.engine.read import Node, Page, Text

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]*[0-9]\Z")
_LINK = re.compile(r"https://([a-z0-9-]+(\.[a-z0-9-]+)+)(/[!-~]*)?\Z")
_PUBLISHED = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")


def facts(draft: Draft, page: Page, file: Filled) -> None:
    block, known = file.block_of("facts"), file.form.keys["facts"]
    if block is None or known.form is None:
        return
    draft.fact_names.update(block.keys)
    for name, filled in named_blocks(page, block, known, known.form).items():
        fact = _fact(draft, page, name, filled)
        if fact is not None:
            draft.facts[name] = fact


def _fact(draft: Draft, page: Page, name: str, filled: Filled) -> Fact | None:
    kind = filled.one_of("kind", "a kind of fact", "text")
    if filled.word("kind") == kind:
        _shown(draft, page, name, kind, filled)
    confidence = filled.one_of("confidence", "a confidence", "C")
    changing = filled.flag("changing", False)
    if not filled.has("confirm") and (confidence == filled.word("confidence") != "A" or changing):
        why = f"not certain ({confidence})" if confidence != "A" else "likely to change"
        sentence = f'"{name}" is {why}, but nobody who reads it is told so.'
        page.fault("F045", filled.at, sentence, "Add confirm: with what must still be confirmed.")
    published = filled.text("published")
    if published and not _PUBLISHED.match(published.text):
        sentence = f'"{published.text}" is not a day, a month or a year.'
        page.fault("F006", published, sentence, "Write it as in 2026-11-23, 2026-11 or 2026.")
    checked, again = filled.day("checked"), filled.day("check_again")
    if checked and again:
        _soon_enough(page, filled, kind, checked, again)
    note = filled.word("note")
    text = draft.write(f"facts/{name}/text", page, filled.text("text"), "a fact inside messages", note)
    confirm = draft.write(f"facts/{name}/confirm", page, filled.text("confirm"), "what must still be confirmed")
    by, variants = _variants(draft, page, name, kind, filled)
    later = _later(draft, page, name, kind, filled, (checked, again))
    if checked is None or again is None:
        return None
    due = filled.spot("check_again")
    return Fact(
        name, kind, filled.at.spot, filled.word("value") or variants.get("otherwise", ""),
        text if kind == "text" else None, filled.word("source"),
        filled.word("cite"), filled.word("published"), checked, again,
        draft.mention("team", page, filled.text("checked_by")), confidence,
        confirm if filled.has("confirm") else None, tuple(node.text for node in filled.names("lines")), changing,
        filled.flag("footer", True), filled.flag("desk", False), due, page.lines[due.line - 1], by, variants, later,
    )  # fmt: skip


def _shown(draft: Draft, page: Page, name: str, kind: str, filled: Filled) -> None:
    """What people see of it: a text that is translated, one value for all, or one for each answer."""
    right, wrong = ("text", "value") if kind == "text" else ("value", "text")
    if not filled.has(right) and not filled.has("for"):
        page.fault("F041", filled.at, f'The fact "{name}" has no {right}.', f"Add {right}: with what is shown.")
    if filled.has(wrong):
        fix = f"Write {right}: instead."
        page.fault("F041", filled.key(wrong), f"A fact of kind {kind} has no {wrong}.", fix)
    value = filled.text("value")
    if value and right == "value":
        check_value_of(draft, page, kind, value)
    right_value = grammar.PROTECTED.get(name)
    if right_value and value and value.text.strip() != right_value:
        sentence = f'"{name}" is {right_value} and cannot be changed here; {value.text.strip()} would help nobody.'
        page.fault("F048", value, sentence, f'Write value: "{right_value}".')


def check_value_of(draft: Draft, page: Page, kind: str, node: Text) -> None:
    """A number that cannot be dialled, a link that leads elsewhere than it seems."""
    text = node.text.strip()
    if kind == "phone" and not _PHONE.match(text):
        page.fault("F047", node, f'"{text}" cannot be dialled.', "Write digits only, with spaces as they are printed.")
    if kind != "link" or "house-rules.yaml" in draft.unread:
        return
    link = _LINK.match(text)
    if not link or "xn--" in text:
        sentence = f'"{text}" is not an address that people can trust with their eyes.'
        page.fault("F047", node, sentence, "Write https:// and then the whole address in plain Latin letters.")
    elif not any(link[1] == host or link[1].endswith(f".{host}") for host in draft.hosts):
        near = closest(link[1], draft.hosts)
        note = f'"{near}" is one of them' if near else ""
        sentence = f'The link leads to "{link[1]}", which is not among the hosts of house-rules.yaml.'
        page.fault("F046", node, sentence, "Correct the link, or let two people add its host there.", note=note)


def _variants(draft: Draft, page: Page, name: str, kind: str, filled: Filled) -> tuple[str, Mapping[str, str]]:
    """`for: {country: {GB: ..., otherwise: ...}}`: what somebody with another answer is shown instead."""
    outer = filled.block_of("for")
    if outer is None:
        return "", {}
    if kind == "text" or len(outer.keys) != 1:
        sentence = "Variants go by one answer, and only values can have them; a text is chosen with branch:."
        page.fault("F041", filled.key("for"), sentence, "Write for: {answer: {value: ..., otherwise: ...}}.")
        return "", {}
    if filled.has("value"):
        fix = "Move it under for:, as otherwise:."
        page.fault("F041", filled.key("value"), f'The fact "{name}" has a value and variants.', fix)
    by = draft.mention("answer", page, next(iter(outer.keys.values())))
    inner = Filled(page, outer, filled.form, keys_checked=True).block_of(by)
    if inner is None:
        return by, {}
    if "otherwise" not in inner.keys:
        sentence = f'The fact "{name}" has nothing for those whose answer is not known.'
        page.fault("F041", outer.keys[by], sentence, "Add otherwise: with what they are shown.")
    for value, key in inner.keys.items():
        _possible(draft, page, by, value, key)
    return by, {value: _variant(draft, page, kind, node) for value, node in inner.entries.items()}


def _possible(draft: Draft, page: Page, by: str, value: str, key: Text) -> None:
    answer = draft.answers.get(by)
    if answer is None or not answer.sure or value == "otherwise" or value in answer.choices or answer.values.codes:
        return
    fix = instead(value, [*answer.choices, "otherwise"]) if answer.choices else "Use branch: in the flow instead."
    page.fault("F023", key, f'"{by}" can never be "{value}".', fix)


def _variant(draft: Draft, page: Page, kind: str, node: Node) -> str:
    if not isinstance(node, Text) or node.empty:
        page.fault("F005", node, "Here a value must stand.", "Write what is shown, on the same line.")
        return ""
    check_value_of(draft, page, kind, node)
    return node.text.strip()


def _soon_enough(page: Page, filled: Filled, kind: str, checked: date, again: date) -> None:
    months = LONGEST_UNCHECKED.get(kind, 6)
    if again <= checked:
        sentence = "The next check lies before the last one."
        page.fault("F044", filled.block.entries["check_again"], sentence, "Write a later day.")
    elif again > months_later(checked, months):
        sentence = f"A fact of kind {kind} must be checked again within {months} months."
        fix = f"Write {months_later(checked, months)} or an earlier day."
        page.fault("F044", filled.block.entries["check_again"], sentence, fix)


def _later(
    draft: Draft, page: Page, name: str, kind: str, filled: Filled, between: tuple[date | None, date | None]
) -> tuple[tuple[date, str], ...]:
    """`from: {2027-04-01: ...}`: a rate that is known before it begins is shown from its first day on."""
    block = filled.block_of("from")
    if block is None:
        return ()
    if filled.has("for"):
        sentence = f'"{name}" differs by an answer and by the day; nobody could say which of them is shown.'
        page.fault("F041", filled.key("from"), sentence, "Take out from:, or make two facts and choose with branch:.")
        return ()
    days = Filled(page, block, filled.form, keys_checked=True)
    found: dict[date, str] = {}
    for written, node in block.entries.items():
        since = _since(page, block.keys[written], *between)
        if since is None:
            continue
        if kind == "text":
            found[since] = draft.write(f"facts/{name}/from.{since}", page, days.text(written), "a fact inside messages")
        else:
            found[since] = _variant(draft, page, kind, node)
    return tuple(sorted(found.items()))


def _since(page: Page, at: Text, checked: date | None, again: date | None) -> date | None:
    """The day must lie in the time for which somebody stands behind the fact: on another day nobody has looked."""
    try:
        since = date.fromisoformat(at.text) if len(at.text) == 10 else date.fromisoformat("")
    except ValueError:
        page.fault("F006", at, f'"{at.text}" is not a day.', "Write year-month-day, as in 2027-04-01.")
        return None
    if checked and since <= checked:
        page.fault("F044", at, f"This held on {checked} already.", "Write it as what is shown now, and take out from:.")
    elif again and since >= again:
        sentence = f"This begins on {since}, when the fact is past its date already."
        page.fault("F044", at, sentence, "Write a later day in check_again:, or an earlier one here.")
    return since
