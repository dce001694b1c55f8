"""A text in parts: nothing missing, nothing too long, no sign torn. And copies that Telegram takes as they are."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import regex  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from bot.heard import Media
from bot.ledger.records import Kept
from bot.sandbox.limits import checked_caption, checked_entities, checked_text
from bot.telegram import copies
from bot.telegram.parts import parts, utf16
from handoff.model import CaseId

SIGNS = st.sampled_from(
    ["a", " ", "\n", "é", "e\u0301", "👩🏽‍🍳", "🇵🇭", "ශ්\u200dරී", "मि", "ไทย", "</b>", "_*[`", "&lt;", "@you", "/close",
     "t.me/x", "\u202e", "\u2066", "👍🏽"]
)  # fmt: skip
TEXTS = st.lists(SIGNS, max_size=60).map("".join) | st.text(max_size=60)


def naive(text: str, most: int) -> list[str]:
    """By letters, as most programs do."""
    return [text[at : at + most] for at in range(0, len(text), most)]


def torn(whole: str, found: list[str], most: int) -> list[str]:
    """Signs that begin in one part and end in another, and would fit into one."""
    ends, at = set(), 0
    for part in found[:-1]:
        at = whole.index(part, at) + len(part)
        ends.add(at)
    return [
        sign[0]
        for sign in regex.finditer(r"\X", whole)
        if utf16(sign[0]) <= most and any(sign.start() < end < sign.end() for end in ends)
    ]


@given(TEXTS, st.integers(4, 40), st.integers(4, 40))
def test_a_text_is_all_there_in_parts_that_fit_and_no_sign_is_torn(text: str, most: int, first: int) -> None:
    found = parts(text, most, first)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(utf16(part) <= (first if place == 0 else max(most, first)) for place, part in enumerate(found))
    assert all(part.strip() and part == part.rstrip() for part in found)
    assert torn(text, found, min(most, first)) == []


def test_the_naive_way_tears_signs_and_does_not_fit() -> None:
    cook = "👩🏽‍🍳"
    assert torn(cook * 3, naive(cook * 3, 5), 40)
    assert any(utf16(part) > 5 for part in naive(cook * 3, 5))
    assert torn(cook * 3, parts(cook * 3, 9), 9) == []


def test_a_sign_longer_than_a_message_is_cut_where_it_must_be() -> None:
    zalgo = "a" + "\u0301" * 30
    found = parts(zalgo, 10)
    assert "".join(found) == zalgo and all(utf16(part) <= 10 for part in found)


def test_a_part_ends_between_words_where_it_can() -> None:
    assert parts("one two three four", 10) == ["one two", "three four"]


def kept(text: str, media: Media | None = None, kind: str = "text") -> Kept:
    return Kept(b"i" * 16, CaseId(b"c" * 16), 1, "worker", kind, text, 7001, 5, 1, media)


HOSTILE = TEXTS.filter(str.strip) | st.integers(3_900, 4_096).flatmap(
    lambda most: SIGNS.filter(str.strip).map(lambda sign: (sign * most)[:most])
)


@given(
    HOSTILE, st.sampled_from(["text", "edited", "photo", "video_note", "voice"]), st.sampled_from(["", "MAPLE-LAMP-27"])
)
def test_whatever_she_writes_telegram_takes_it_and_it_cannot_become_a_link(text: str, kind: str, heading: str) -> None:
    media = Media(kind, "F", "U") if kind not in ("text", "edited") else None
    said = text[:1024] if media else text
    made = copies.from_worker(8001, kept(said, media, kind), heading=heading, reply_to=0)
    shown = ""
    for call in (*made.before, made.main, *made.after):
        shown += _taken(call["p"], heading)
    assert "".join(said.split()) in "".join(shown.split()).replace("✎", "") or _crosses(said, shown)


def naive_markup(text: str) -> bool:
    """Whether a message that is put together as markup can be read, as most programs do it (X18)."""
    try:
        ElementTree.fromstring(f"<b>MAPLE-LAMP-27</b><pre>{text}</pre>".join(("<m>", "</m>")))
    except ElementTree.ParseError:
        return False
    return True


def test_the_naive_way_breaks_on_what_people_write() -> None:
    assert naive_markup("hello") and not naive_markup("</b>") and not naive_markup("you & me")
    for text in ("</b>", "you & me", "_*[`"):
        made = copies.from_worker(8001, kept(text), heading="MAPLE-LAMP-27", reply_to=0)
        assert _taken(made.main["p"], "MAPLE-LAMP-27") == text


def _crosses(said: str, shown: str) -> bool:
    """A text that itself has our sign for a change in it."""
    return "✎" in said and "".join(said.split()).replace("✎", "") in "".join(shown.split()).replace("✎", "")


def _taken(params: dict[str, Any], heading: str) -> str:
    """As our Telegram takes it; what of her words stands there, and that all of them stand in a block."""
    assert "parse_mode" not in params
    text = checked_text(params["text"]) if "text" in params else checked_caption(params.get("caption", ""))
    given = params.get("entities", params.get("caption_entities"))
    entities = checked_entities(given, text)
    head = f"{heading}\n" if heading else ""
    body = text.removeprefix(head) if text.startswith(head) else ""
    assert not heading or text.startswith(heading) or not text
    if body.strip():
        [block] = entities
        assert (block["type"], block["offset"], block["length"]) == ("pre", utf16(head), utf16(body))
    return body
