"""A raw update becomes what we heard, or is put aside: whatever its shape, the next one goes on."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.heard import Broken, Heard
from bot.telegram.update import hear

HER = {"id": 7001, "is_bot": False, "first_name": "\u202emin", "language_code": "fil"}
CHAT = {"id": 7001, "type": "private"}


def message(**more: Any) -> dict[str, Any]:
    return {"update_id": 5, "message": {"message_id": 9, "from": HER, "chat": CHAT, "date": 1_790_000_000, **more}}


def heard(raw: object) -> Heard:
    found = hear(raw)
    assert isinstance(found, Heard), found
    return found


def broken(raw: object) -> Broken:
    found = hear(raw)
    assert isinstance(found, Broken), found
    return found


def test_a_text_is_a_text() -> None:
    assert heard(message(text="Kumusta")) == Heard(
        5, "text", 7001, 7001, "private", 1_790_000_000, text="Kumusta", message=9, language_hint="fil"
    )


def test_her_name_is_never_taken_along() -> None:
    assert "min" not in repr(heard(message(text="hello")))


def test_a_command_is_hers_only_when_she_wrote_it() -> None:
    assert heard(message(text="/start")).kind == "command"
    assert heard(message(text="/close", forward_origin={"type": "hidden_user"})).kind == "text"


def reaction(before: list[dict[str, Any]], now: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    change = {"chat": CHAT, "message_id": 9, "user": HER, "date": 1, "old_reaction": before, "new_reaction": now}
    return {"update_id": 5, "message_reaction": {**change, **more}}


def test_a_sign_is_the_newest_one_and_an_empty_one_when_all_are_gone() -> None:
    heart, fire = {"type": "emoji", "emoji": "❤"}, {"type": "emoji", "emoji": "🔥"}
    assert heard(reaction([], [heart])) == Heard(5, "reaction", 7001, 7001, "private", 1, text="❤", message=9)
    assert heard(reaction([fire], [heart, fire])).text == "❤", "who pays Telegram has three"
    assert heard(reaction([heart, fire], [heart])).text == "❤" and heard(reaction([heart], [])).text == ""
    odd = heard(reaction([], [{"type": "custom_emoji", "custom_emoji_id": "5"}]))
    assert (odd.text, odd.data) == ("", "custom_emoji")


def test_of_an_anonymous_admins_sign_nobody_is_the_author() -> None:
    raw = reaction([], [{"type": "emoji", "emoji": "👍"}], actor_chat={"id": -1001, "type": "supergroup"})
    del raw["message_reaction"]["user"]
    assert (heard(raw).user, heard(raw).anonymous) == (0, True)
    del raw["message_reaction"]["chat"]
    broken(raw)


def test_nul_and_half_characters_do_not_come_in() -> None:
    assert heard(message(text="a\0b\ud800c")).text == "ab\ufffdc"


def test_joiners_stay_because_sinhala_needs_them() -> None:
    assert heard(message(text="ශ්\u200dරී")).text == "ශ්\u200dරී"


def test_a_text_longer_than_telegram_allows_is_cut_where_telegram_would() -> None:
    assert len(heard(message(text="x" * 70_000)).text) == 4096


def test_the_largest_photo_is_kept_because_it_may_be_evidence() -> None:
    sizes = [
        {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 90},
        {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960, "file_size": 900},
    ]
    media = heard(message(photo=sizes, caption="my room")).media
    assert media is not None and (media.file_id, media.size) == ("large", 900)
    assert heard(message(photo=sizes, caption="my room")).text == "my room"


def test_in_a_topic_the_first_message_of_the_topic_is_no_reply() -> None:
    topic = {"message_id": 3, "forum_topic_created": {"name": "MAPLE-LAMP-27"}}
    found = heard(message(text="hello", is_topic_message=True, message_thread_id=3, reply_to_message=topic))
    assert (found.thread, found.reply_to) == (3, 0)


def test_an_anonymous_admin_is_nobody() -> None:
    found = heard(message(text="/close", sender_chat={"id": -100, "type": "supergroup"}))
    assert (found.user, found.anonymous) == (0, True)


def test_what_cannot_be_read_is_put_aside_with_its_number() -> None:
    for raw in (
        message(text=["not", "text"]),
        {"update_id": 5, "message": {"message_id": 1}},
        {"update_id": 5, "message": None},
        {"update_id": 5, "callback_query": {"id": "1"}},
        message(text="x", date=10**30),
        {"update_id": 5},
    ):
        assert broken(raw).update_id == 5


def test_a_kind_younger_than_this_program_is_put_aside_by_name() -> None:
    assert broken({"update_id": 5, "guest_message": {}}).reason == "UnknownKind"


def test_what_is_no_update_at_all_has_no_number() -> None:
    nonsense: list[object] = [None, [], "x", 7, {"update_id": True}, {"update_id": -1}, {"update_id": "5"}]
    for raw in nonsense:
        assert broken(raw).update_id == 0


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
SHAPES: list[dict[str, Any]] = [
    message(text="hello", reply_to_message={"message_id": 4}),
    message(photo=[{"file_id": "a", "width": 1, "height": 1}]),
    message(voice={"file_id": "a", "duration": 1}),
    {"update_id": 5, "callback_query": {"id": "1", "from": HER, "data": "1:a:b:0:x", "message": {"message_id": 2}}},
    {"update_id": 5, "my_chat_member": {"chat": CHAT, "from": HER, "date": 1, "new_chat_member": {"status": "kicked"}}},
]  # fmt: skip


@given(st.sampled_from(SHAPES), st.lists(st.tuples(st.integers(0, 30), values), min_size=1, max_size=4))
def test_no_shape_of_an_update_stops_us(shape: dict[str, Any], changes: list[tuple[int, Any]]) -> None:
    raw = copy.deepcopy(shape)
    for at, value in changes:
        places = list(_places(raw))
        where, key = places[at % len(places)]
        where[key] = value
    found = hear(raw)
    assert isinstance(found, Heard | Broken)


def _places(raw: Any) -> Any:
    items = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in list(items):
        yield raw, key
        yield from _places(value)
