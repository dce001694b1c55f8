"""What an advocate has written for a question, as it is kept; or why it cannot be kept there."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from bot.interview import TO
from bot.interview_screens import TRANSLATORS, WHAT, View
from bot.ledger.referrals import Awaited
from handoff.desk import say
from handoff.referral.record import NOBODY_YET, Entry, Field, From, Gap, Kind, Source, Told, Words

_FULL = 4000
"""UTF-16 units: an app cuts what is longer than 4,096, near the end of a line or word."""
_DATES = (re.compile(r"(?P<y>\d{4})[-./ ](?P<m>\d{1,2})[-./ ](?P<d>\d{1,2})"),
          re.compile(r"(?P<d>\d{1,2})[-./ ](?P<m>\d{1,2})[-./ ](?P<y>\d{4})"))  # fmt: skip


class Wrong(NamedTuple):
    """`why` is the end of a key `ref.wrong.…`."""

    why: str
    letters: int = 0


def entry(view: View, field: Field, awaited: Awaited, text: str, now: datetime) -> Entry | Wrong:
    before = view.record.entries.get(field.name)
    told = before if isinstance(before, Told) else None
    if awaited.more and before is not None:
        text = f"{text_of(before, awaited)}\n{text}"
    kind, _, what = awaited.what.partition(".")
    if kind == "reason":
        made: Entry = Gap(WHAT[what], text.strip())
    elif kind == "words":
        made = _in_her_words(view, told, text, now)
    else:
        value = _fitting(field, text)
        if value is None:
            return Wrong(field.kind.value)
        made = _answer(told, value, now, english=kind == "english")
        made = _known(view, made) if field.name == TO else made
    letters = units(made.reason if isinstance(made, Gap) else made.value)
    return Wrong("long", letters) if field.limit is not None and letters > field.limit else made


def _in_her_words(view: View, told: Told | None, text: str, now: datetime) -> Told:
    language = view.file.case.language
    if told is None or told.untranslated:
        return Told(text, Source(From.ADVOCATE, now), Words(text, language, NOBODY_YET), confirmed=False)
    return replace(told, words=Words(text, language, TRANSLATORS[0]))


def _answer(told: Told | None, value: str, now: datetime, *, english: bool) -> Told:
    """The English of her words keeps where and when she said them; an answer that is written anew has its own time."""
    if told is None:
        return Told(value, Source(From.ADVOCATE, now))
    words = replace(told.words, translated_by=TRANSLATORS[0]) if told.words else None
    source = told.source if english or told.words else replace(told.source, what=From.ADVOCATE, at=now)
    return Told(value, source, words)


def _known(view: View, made: Told) -> Told:
    """Only a First Responder can refer. One that is not in the directory waits until somebody has made sure of it."""
    title = next((one for one in view.interview.responders if one.casefold() == made.value.casefold()), "")
    return replace(made, value=title) if title else replace(made, confirmed=False)


def _fitting(field: Field, text: str) -> str | None:
    text = text.strip()
    if field.kind is Kind.NUMBER:
        return text if text.isascii() and text.isdigit() and len(text) < 4 else None
    if field.kind is Kind.DATE:
        return _date(text)
    return text or None


def _date(text: str) -> str | None:
    for way in _DATES:
        if found := way.fullmatch(text):
            with suppress(ValueError):  # no such day
                return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
    return None


def text_of(entry: Entry, awaited: Awaited) -> str:
    """What the text that was awaited has become so far."""
    if isinstance(entry, Gap):
        return entry.reason
    return entry.words.text if awaited.what.startswith("words") and entry.words else entry.value


def was_full(text: str) -> bool:
    return units(text) >= _FULL


def units(text: str) -> int:
    """As the form's page and Telegram count: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sentence(wrong: Wrong, view: View, field: Field) -> str:
    more = {"label": field.label, "letters": str(wrong.letters), "limit": str(field.limit)} if wrong.letters else {}
    return say(f"ref.wrong.{wrong.why}", code=view.code, **more)
