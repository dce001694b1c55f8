"""Her settings: reached from wherever she is, one calm screen, and back to where she was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import her_settings
from bot.settings_rows import Her, Opened, SettingsRow, screen
from bot.telegram.buttons import worker_data
from handoff.model import Role
from tests.canaries import IDS
from tests.room import Person, Room, data_of, labels, opened, text_of
from tests.system.reckoning import generation_of

MIN, AMAL = IDS[0], IDS[4]
ASKS = "see or change about this chat"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


async def at_the_menu(room: Room) -> Person:
    min_ = room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe", "No"):
        await min_.taps(label)
    await min_.says("menu")
    return min_


async def with_amal(room: Room) -> Person:
    amal, min_ = await room.advocate(AMAL, role=Role.ADVOCATE), room.person(MIN)
    await min_.asks_for_a_person()
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(amal.tap(card, "Claim"))
    return min_


async def test_the_menu_has_a_button_for_them_and_they_lead_back_to_it(room: Room) -> None:
    min_ = await at_the_menu(room)
    [shown] = await min_.taps("Settings")
    assert ASKS in text_of(shown) and shown.method == "editMessageText"
    assert labels(shown)[-3:] == ["Back", "A person", "Hide"]
    [back] = await min_.taps("Back")
    assert "What would you like to know" in text_of(back) and "Settings" in labels(back)


async def test_each_tap_and_each_word_makes_one_new_keyboard_whoever_shows_it(room: Room) -> None:
    """What the ledger shows, what her own words lead to, what the settings know by themselves: each counts once."""
    min_, walked = await at_the_menu(room), []
    for label in (
        "Settings", "My word", "Choose a word", "Back", "Another phone", "Show me five words", "Back", "What we keep",
        "Back", "Tidy up", "Back", "Delete everything", "Back", "Back",
    ):  # fmt: skip
        await min_.taps(label)
        walked.append(keyboard_of(room))
    assert walked == list(range(walked[0], walked[0] + len(walked)))


def keyboard_of(room: Room) -> int:
    shown = next(call for call in reversed(room.sent.calls) if "reply_markup" in call.params)
    generation = generation_of(shown.params["reply_markup"]["inline_keyboard"])
    assert generation is not None
    return generation


async def test_signs_without_a_letter_are_no_button_of_hers(room: Room) -> None:
    min_ = await with_amal(room)
    [passed] = await min_.says("*_`~||")
    assert "*_`~||" in text_of(passed) and passed.params["chat_id"] == AMAL


@pytest.mark.parametrize("word", ["/settings", "Settings", "settings!"])
async def test_a_word_leads_there_from_the_middle_of_a_flow_and_back_to_its_question(room: Room, word: str) -> None:
    min_ = await at_the_menu(room)
    [asked] = await min_.says("passport")
    [shown] = await min_.says(word)
    assert ASKS in text_of(shown) and shown.method == "sendMessage"
    [back] = await min_.taps("Back")
    assert text_of(back) == text_of(asked)


async def test_the_word_counts_in_her_language(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    await min_.taps("Español")
    await min_.says("1")
    await min_.says("3")
    [menu] = await min_.says("menú")
    label = labels(menu)[-3]
    [shown] = await min_.says(label)
    assert labels(shown) and "Back" not in labels(shown) and shown.method == "sendMessage"


async def test_from_a_talk_with_a_person_too_and_the_advocate_gets_none_of_it(room: Room) -> None:
    min_ = await with_amal(room)
    shown = await min_.says("/settings")
    assert [call.params["chat_id"] for call in shown] == [MIN] and ASKS in text_of(shown[0])
    assert labels(shown[0])[-2:] == ["Back", "Hide"]
    [back] = await min_.taps("Back")
    assert "talking with an advocate" in text_of(back) and "Settings" in labels(back)


async def test_what_tells_her_of_an_act_of_staff_has_the_button_too(room: Room) -> None:
    min_ = await with_amal(room)
    joined = next(call for call in reversed(room.sent.calls) if "is here now" in text_of(call))
    [shown] = await room.take(min_.tap(joined, "Settings", message=55))
    assert ASKS in text_of(shown) and shown.params["message_id"] == 55


@pytest.mark.parametrize("word", ["/settings", "settings"])
async def test_never_past_the_question_whether_it_is_safe(room: Room, word: str) -> None:
    min_ = room.person(MIN)
    [picker] = await min_.says(word)
    assert text_of(picker) == "🌐"
    await min_.taps("English")
    for call in await min_.says(word):
        assert "safe to use this phone" in text_of(call)


async def test_nor_out_of_a_hidden_chat_not_even_by_an_old_button(room: Room) -> None:
    min_ = await at_the_menu(room)
    [menu] = [call for call in room.sent.calls if "Settings" in labels(call)][-1:]
    [shown] = await min_.taps("Settings")
    await min_.taps("Hide")
    for data in (data_of(menu, "Settings"), data_of(shown, "Back")):
        for call in await room.take(min_.press(data)):
            assert "safe to use this phone" in text_of(call)


async def test_hide_is_on_the_screen_and_hides(room: Room) -> None:
    min_ = await with_amal(room)
    await min_.says("/settings")
    calls = await min_.taps("Hide")
    assert calls[0].method == "deleteMessages" and "Rice with vegetables" in text_of(calls[-1])


async def test_a_row_of_another_module_is_shown_and_its_own_buttons_come_back_to_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tapped(her: Her, rest: str) -> Opened | None:
        return Opened(screen(her, ("globals/thank_you",))) if rest in ("", "more") else None

    monkeypatch.setitem(her_settings.ROWS, "tidy", SettingsRow("globals/any_time", tapped))
    min_ = await at_the_menu(room)
    await min_.taps("Settings")
    [row] = await min_.taps("Any time")
    assert text_of(row).startswith("Thank you")
    data = data_of(row, "Back").replace("settings!", "tidy.more")
    [more] = await room.take(min_.press(data))
    assert text_of(more).startswith("Thank you")
    [first] = await min_.taps("Back")
    assert ASKS in text_of(first)


@pytest.mark.parametrize("value", ["tidy.none", "nothing", "", "close.close", "settings!.x"])
async def test_a_forged_button_shows_where_she_is(room: Room, value: str) -> None:
    min_ = await with_amal(room)
    await min_.says("/settings")
    newest = next(call for call in reversed(room.sent.calls) if "Back" in labels(call))
    generation = int(data_of(newest, "Back").split(":")[3], 36)
    [shown] = await room.take(min_.press(worker_data("x", "my-settings", generation, value)))
    assert "talking with an advocate" in text_of(shown)
