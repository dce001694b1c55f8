"""From her first tap to the close, through the real ledger and engine: what each of them is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.outgoing import Fate, Outgoing
from handoff.model import Role
from tests.canaries import CANARY, IDS
from tests.flows.house import house_bundle
from tests.room import STAFF_CHAT, Person, Room, labels, opened, text_of

MIN, AMAL, BEA = IDS[0], IDS[4], IDS[5]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


def to(chat: int, calls: list[Outgoing]) -> list[str]:
    return [text_of(call) for call in calls if call.params.get("chat_id") == chat]


async def claimed(room: Room) -> tuple[Person, Person]:
    """Min's case is with Amal, and all calls so far have reached Telegram."""
    amal, min_ = await room.advocate(AMAL), room.person(MIN)
    await min_.asks_for_a_person()
    await amal_claims(room, amal)
    await room.accept(*room.sent.calls)
    return min_, amal


async def amal_claims(room: Room, advocate: Person) -> list[Outgoing]:
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    return await room.take(advocate.tap(card, "Claim"))


async def test_the_first_screen_is_a_choice_of_languages_and_no_word(room: Room) -> None:
    [screen] = await room.person(MIN).says("/start")
    assert text_of(screen) == "🌐"
    own_names = [language.own_name for language in house_bundle().languages]
    assert len(own_names) == 12 and labels(screen)[:12] == own_names


async def test_before_anything_she_is_asked_whether_it_is_safe(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    [screen] = await min_.taps("English")
    assert "safe to use this phone" in text_of(screen)
    assert labels(screen)[-2:] == ["A person", "Hide"]


async def test_while_she_taps_the_screen_changes_in_place(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    [screen] = await min_.taps("English")
    assert screen.method == "editMessageText"


async def test_when_she_writes_the_next_screen_stands_below(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    await min_.taps("English")
    [screen] = await min_.says("1")
    assert screen.method == "sendMessage" and "danger" in text_of(screen)


async def test_every_message_to_her_is_silent_and_fetches_nothing(room: Room) -> None:
    [screen] = await room.person(MIN).says("/start")
    assert screen.params["disable_notification"] and screen.params["link_preview_options"]["is_disabled"]


async def test_the_card_says_code_name_language_urgency_and_waiting_time_and_nothing_else(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe", "No", "My passport", "My employer", "A person"):
        await min_.taps(label)
    calls = await min_.taps("I agree")
    [card] = to(STAFF_CHAT, calls)
    code, rest = card.split("\n")
    assert code.count("-") == 2 and code.isupper()
    assert rest == "English · ⚪ normal · waiting less than a minute"


async def test_she_is_told_her_place_and_no_time(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.asks_for_a_person()
    assert "Your place in the line: \u2066\u200e1\u200e\u2069" in min_.sees
    assert labels(min_.last[-1])[-2:] == ["Stop waiting", "Hide"]


async def test_what_she_writes_while_waiting_is_kept_and_handed_over(room: Room) -> None:
    amal, min_ = await room.advocate(AMAL), room.person(MIN)
    await min_.asks_for_a_person()
    await min_.says(f"He took it {CANARY}")
    assert "kept until a person reads" in min_.sees
    calls = await amal_claims(room, amal)
    assert [text for text in to(AMAL, calls) if CANARY in text] == [f"He took it {CANARY}"]


async def test_the_loser_of_a_claim_is_told_who_has_it(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    await room.person(MIN).asks_for_a_person()
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(amal.tap(card, "Claim"), bea.tap(card, "Claim"))
    assert [text for _, text, _ in room.sent.toasts][-1] == "Amal has it."


async def test_they_talk_both_ways(room: Room) -> None:
    min_, amal = await claimed(room)
    [hers] = await min_.says(f"Hello {CANARY}")
    assert (hers.params["chat_id"], text_of(hers)) == (AMAL, f"Hello {CANARY}")
    [message] = await room.accept(hers)
    [back] = await amal.says(f"I read you {CANARY}", reply_to_message={"message_id": message})
    assert (back.params["chat_id"], text_of(back)) == (MIN, f"I read you {CANARY}")


async def test_her_words_are_a_copy_in_a_block_that_cannot_become_a_link(room: Room) -> None:
    min_, _ = await claimed(room)
    [copy] = await min_.says("t.me/x /close @bot")
    assert copy.params["entities"] == [{"type": "pre", "offset": 0, "length": 18}]
    assert copy.params["protect_content"] and copy.method == "sendMessage"


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_photos_voice_notes_and_documents_go_both_ways(room: Room, kind: str) -> None:
    min_, amal = await claimed(room)
    copy, *_ = await min_.sends(kind, "HER-FILE")
    assert copy.params[kind] == "HER-FILE" and copy.params["chat_id"] == AMAL
    [message] = await room.accept(copy)
    [back] = await amal.sends(kind, "OUR-FILE", reply_to_message={"message_id": message})
    assert back.params[kind] == "OUR-FILE" and back.params["chat_id"] == MIN


async def test_her_message_is_marked_only_when_telegram_has_taken_it(room: Room) -> None:
    min_, amal = await claimed(room)
    [hers] = await min_.says("hello")
    [message] = await room.accept(hers)
    [back] = await amal.says("yes", reply_to_message={"message_id": message})
    before = len(room.sent.calls)
    await room.accept(back)
    [mark] = room.sent.calls[before:]
    assert mark.method == "setMessageReaction" and mark.params["chat_id"] == AMAL


async def test_a_kind_that_cannot_be_passed_on_is_refused_aloud(room: Room) -> None:
    min_, _ = await claimed(room)
    calls = await room.take(min_.message(dice={"emoji": "x", "value": 1}))
    assert [call.params["chat_id"] for call in calls] == [AMAL, MIN]
    assert "a die" in text_of(calls[0]) and "cannot pass on" in text_of(calls[1])


async def test_words_of_danger_bring_the_number_at_once_and_make_the_case_urgent(room: Room) -> None:
    min_, _ = await claimed(room)
    calls = await min_.says("come now, he hit me")
    assert any("999" in text for text in to(MIN, calls))
    assert any("🔴" in text for text in to(AMAL, calls))


async def test_a_stale_claim_cannot_send_and_its_holder_is_told(room: Room) -> None:
    min_, amal = await claimed(room)
    [hers] = await min_.says("hello")
    [message] = await room.accept(hers)
    [back] = await amal.says("too late", reply_to_message={"message_id": message})
    await amal.says("/release", reply_to_message={"message_id": message})
    before = len(room.sent.calls)
    await room.note(Fate(back, "stale"))
    [told] = room.sent.calls[before:]
    assert told.params["chat_id"] == AMAL and "was not sent" in text_of(told)


async def test_her_words_to_a_stale_claim_wait_for_the_next_holder(room: Room) -> None:
    min_, amal = await claimed(room)
    bea = await room.advocate(BEA, "Bea")
    [hers] = await min_.says(f"second {CANARY}")
    await amal.press_act(room, "release")
    await room.note(Fate(hers, "stale"))
    calls = await amal_claims(room, bea)
    assert f"second {CANARY}" in to(BEA, calls)


async def test_closing_tells_her_and_lets_her_come_back(room: Room) -> None:
    min_, amal = await claimed(room)
    [asked] = await amal.press_act(room, "close")
    assert "why does it end?" in text_of(asked)
    calls = await amal.press_act(room, "end.helped")
    assert any("ended this talk" in text for text in to(MIN, calls))
    [screen] = await min_.says("one more thing")
    assert labels(screen)[:2] == ["Talk again", "Something new"]
    calls = await min_.taps("Talk again")
    assert any("waiting" in text for text in to(STAFF_CHAT, calls))
    assert any("one more thing" in text for text in to(AMAL, await amal_claims(room, amal)))


async def test_a_stranger_who_taps_claim_gets_nothing(room: Room) -> None:
    await room.person(MIN).asks_for_a_person()
    calls = await amal_claims(room, room.person(IDS[3]))
    assert calls == [] and "for staff" in room.sent.toasts[-1][1]


async def test_a_stranger_who_writes_a_staff_command_is_a_worker_like_any_other(room: Room) -> None:
    [screen] = await room.person(IDS[3]).says("/close")
    assert text_of(screen) == "🌐"


async def test_a_worker_cannot_send_into_a_case_by_forging_a_staff_button(room: Room) -> None:
    min_, _amal = await claimed(room)
    act = next(call for call in room.sent.calls if "Close" in labels(call) and call.params["chat_id"] == AMAL)
    data = act.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await room.take(room.person(IDS[3]).press(data))
    [still] = await min_.says("hello")
    assert still.params["chat_id"] == AMAL


async def test_a_foreign_group_is_left_at_once(room: Room) -> None:
    her = {"id": 5, "is_bot": False, "first_name": "X"}
    [left] = await room.take(
        {"update_id": 90_000, "my_chat_member": {"chat": {"id": -77, "type": "group"}, "from": her, "date": 1,
         "new_chat_member": {"status": "member"}}}
    )  # fmt: skip
    assert (left.method, left.params["chat_id"]) == ("leaveChat", -77)


async def test_an_update_that_comes_twice_counts_once(room: Room) -> None:
    update = room.person(MIN).message(text="/start")
    assert len(await room.take(update, update)) == 1
    assert await room.take(update) == []


async def test_an_update_that_cannot_be_read_takes_nobody_along(room: Room) -> None:
    broken = {"update_id": 500, "message": {"text": CANARY}}
    [screen] = await room.take(broken, room.person(MIN).message(text="/start"))
    assert text_of(screen) == "🌐"


async def test_an_old_button_only_shows_where_she_is(room: Room) -> None:
    min_ = room.person(MIN)
    [first] = await min_.says("/start")
    await min_.taps("English")
    [screen] = await room.take(min_.tap(first, "العربية"))
    assert "safe to use this phone" in text_of(screen)


async def test_hide_wipes_both_sides_and_leaves_something_harmless(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    await min_.taps("English")
    wipe, decoy = await min_.taps("Hide")
    assert wipe.method == "deleteMessages" and "Rice" in text_of(decoy)
    [screen] = await min_.says("hello")
    assert "safe to use this phone" in text_of(screen)


async def test_what_an_advocate_writes_while_the_chat_is_hidden_waits(room: Room) -> None:
    min_, amal = await claimed(room)
    [hers] = await min_.says("hello")
    [message] = await room.accept(hers)
    await min_.says("hide")
    calls = await amal.says(f"are you there {CANARY}", reply_to_message={"message_id": message})
    assert to(MIN, calls) == [] and any("waits" in text for text in to(AMAL, calls))
    await min_.says("hello")
    calls = await min_.taps("Yes, it is safe")
    assert f"are you there {CANARY}" in to(MIN, calls)


async def test_a_coordinator_is_made_by_a_link_that_works_once(room: Room) -> None:
    boss = await room.advocate(AMAL, "Amal", Role.COORDINATOR)
    assert "Welcome, Amal" in boss.sees
    assert text_of((await room.person(5555).says("/start not-an-invite-at-all"))[0]) == "🌐"
