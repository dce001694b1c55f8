"""Every kind of message that Telegram has is decided, by name; one that is new is found by this test."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import telegram
from telegram.constants import MessageAttachmentType, MessageType

from bot.heard import Heard, Media
from bot.telegram.kinds import FILES, KINDS, SAYS_MORE, SERVICE, UNKNOWN, Way, hers, kind_of, theirs, undecided
from bot.telegram.update import hear
from handoff.desk import TEXTS
from tests.canaries import IDS


def fields() -> set[str]:
    """Of PTB's Message, by the names that Telegram gives them."""
    names = set(inspect.signature(telegram.Message.__init__).parameters) - {"self", "api_kwargs"}
    return {"from" if name == "from_user" else name for name in names}


def test_each_field_of_a_message_is_a_kind_or_says_more_of_one() -> None:
    assert undecided(fields()) == set()
    assert undecided(kind.value for kind in MessageType) == set()


def test_what_the_library_calls_an_attachment_is_a_kind_and_nobodys_afterthought() -> None:
    payment = {"successful_payment"}  # said by Telegram when somebody has paid; we take no money
    assert {kind.value for kind in MessageAttachmentType} - KINDS.keys() == payment


def test_a_kind_that_nobody_has_decided_is_named() -> None:
    assert undecided({*fields(), "hologram"}) == {"hologram"}


def test_nothing_is_decided_twice_or_for_what_is_not_there() -> None:
    known = fields() | {kind.value for kind in MessageType}
    assert {*KINDS, *SERVICE, *SAYS_MORE} - known == {UNKNOWN, "live_location"}
    assert not KINDS.keys() & SERVICE and not KINDS.keys() & SAYS_MORE and not SERVICE & SAYS_MORE


def test_staff_have_a_word_for_each() -> None:
    assert [kind for kind in KINDS if f"kind.{kind}" not in TEXTS] == []


def test_files_are_what_telegram_gives_an_id() -> None:
    names = {kind: "PhotoSize" if kind == "photo" else kind.title().replace("_", "") for kind in KINDS}
    classes = {kind: getattr(telegram, name) for kind, name in names.items() if hasattr(telegram, name)}
    assert {kind for kind, it in classes.items() if "file_id" in inspect.signature(it.__init__).parameters} == FILES


def message(**more: Any) -> dict[str, Any]:
    base = {"message_id": 9, "from": {"id": IDS[0]}, "chat": {"id": IDS[0], "type": "private"}, "date": 1}
    return {"update_id": 5, "message": {**base, **more}}


def naive(message: dict[str, Any]) -> str | None:
    """What is found elsewhere: a handler for each kind that somebody thought of, and silence for the rest (X2)."""
    return next((kind for kind in ("text", "photo", "voice", "document") if kind in message), None)


def test_the_naive_way_loses_what_nobody_thought_of_in_silence() -> None:
    lost = [kind for kind in KINDS if naive({kind: {}}) is None]
    assert {"video", "location", "contact", UNKNOWN} <= set(lost)
    assert [kind for kind in lost if kind_of({kind: {}}) not in KINDS] == []


FILE = {"file_id": "F", "file_unique_id": "U"}
SIZES = [{**FILE, "width": 9, "height": 9}]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"animation": FILE, "document": FILE}, "animation"),
        ({"live_photo": FILE, "photo": SIZES}, "live_photo"),
        ({"venue": {"title": "T", "address": "A", "location": {"latitude": 1, "longitude": 2}},
          "location": {"latitude": 1, "longitude": 2}}, "venue"),
        ({"location": {"latitude": 1, "longitude": 2, "live_period": 60}}, "live_location"),
        ({"location": {"latitude": 1, "longitude": 2}}, "location"),
        ({"hologram": {"x": 1}}, UNKNOWN),
        ({}, UNKNOWN),
        ({"gift": {}}, "service"),
        ({"dice": {"emoji": "🎲", "value": 1}}, "dice"),
    ],
)  # fmt: skip
def test_the_kind_of_a_message_with_several_is_the_one_a_person_sees(content: dict[str, Any], kind: str) -> None:
    heard = hear(message(**content))
    assert isinstance(heard, Heard) and heard.kind == kind == kind_of(content)


def test_of_a_contact_or_a_place_only_what_is_needed_is_taken() -> None:
    card = {"phone_number": "+44", "first_name": "Ann", "user_id": 5, "vcard": "BEGIN"}
    heard = hear(message(contact=card))
    assert isinstance(heard, Heard) and heard.inside == '{"phone_number":"+44","first_name":"Ann"}'
    odds: tuple[object, ...] = ({"latitude": 1e9, "longitude": 0}, {"latitude": None}, {}, "here", [], 5)
    for odd in odds:
        heard = hear(message(location=odd))
        assert isinstance(heard, Heard) and (heard.kind, heard.inside) == ("location", ""), "she is still told of it"


def file(kind: str, name: str = "", mime: str = "") -> Heard:
    media = Media(kind, "F", "U", mime=mime, name=name)
    return Heard(1, kind, 1, 1, "private", 1, media=media)


@pytest.mark.parametrize(
    ("sent", "way"),
    [
        (file("document", "IMG_1.HEIC"), Way.COVERED),
        (file("document", "x", "image/jpeg"), Way.COVERED),
        (file("document", "walk.gpx"), Way.COVERED),
        (file("document", "contract.pdf", "application/pdf"), Way.CARRIED),
        (file("photo"), Way.CARRIED),
        (file("video", "a.mp4", "video/mp4"), Way.CARRIED),
    ],
)
def test_a_picture_as_a_file_may_show_where_it_was_taken(sent: Heard, way: Way) -> None:
    assert hers(sent) is way
    assert theirs(sent) is (Way.REFUSED if way is Way.COVERED else Way.CARRIED)
