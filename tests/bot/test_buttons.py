"""What buttons carry: nothing of hers, short enough for Telegram, and believed only when it has our shape."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import content
from bot.telegram.buttons import MOST_DATA, Act, Press, read_act, read_press, staff_data, worker_data
from flows.engine.model import ChoiceStep
from handoff.model import CaseId, Token
from tests.canaries import CANARY, IDS
from tests.room import CONTENT, Room, data_of, labels, opened, text_of

MIN, AMAL = IDS[0], IDS[4]

pieces = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789_-!", min_size=1, max_size=8)
cases = st.binary(min_size=16, max_size=16).map(CaseId)


@given(pieces, pieces, st.integers(0, 36**7 - 1), st.text(min_size=0, max_size=20))
def test_what_a_worker_taps_is_read_as_it_was_written(bundle: str, step: str, generation: int, value: str) -> None:
    assert read_press(worker_data(bundle, step, generation, value)) == Press(bundle, step, generation, value)


@given(st.sampled_from(["claim", "release", "close", "keep"]), cases, st.integers(0, 10**12 - 1))
def test_what_staff_tap_is_read_as_it_was_written(act: str, case: CaseId, token: int) -> None:
    data = staff_data(act, case, Token(token))
    assert read_act(data) == Act(act, case, Token(token)) and len(data.encode()) <= MOST_DATA


@given(st.text(max_size=70) | st.binary(max_size=70).map(lambda raw: raw.decode("latin-1")))
def test_no_data_at_all_makes_us_fall(data: str) -> None:
    assert read_press(data) is None or data.startswith("1:")
    assert read_act(data) is None or data.startswith("2:")


@given(cases, st.integers(0, 63), st.characters())
def test_one_changed_letter_is_another_button_or_none(case: CaseId, place: int, letter: str) -> None:
    data = staff_data("claim", case, Token(7))
    changed = data[:place] + letter + data[place + 1 :]
    assert changed == data or read_act(changed) != Act("claim", case, Token(7)) or _same_bits(changed, data)


def _same_bits(one: str, other: str) -> bool:
    """The last letter of a case's name in base64 has two bits that mean nothing; and + and / have two spellings."""
    return read_act(one) == read_act(other)


NO_TAP = """
: 1 1:a:b:c 2:a:b:0:c 3:a:b:0:c 1:a:b::c 1:a:b:-1:c 1:a:b:0.1:c 1:a:b:١:c 1:a:b:A:c 1:a:b:00000000:c 1;a;b;0;c
"""


@pytest.mark.parametrize("data", ["", " 1:a:b:0:c", *NO_TAP.split()])
def test_what_has_not_our_shape_is_no_tap_of_a_worker(data: str) -> None:
    assert read_press(data) is None


CASE = staff_data("claim", CaseId(bytes(16)), Token(1)).split(":")[2]
NO_ACT = f"""
2 2:claim 2:claim:{CASE} 2:claim:{CASE}: 2:claim:{CASE}:x 2:claim:{CASE}:-1 2:claim:{CASE}:1.0 2:claim:{CASE}:١
2:claim:{CASE}:² 2:claim:{CASE}:{"9" * 13} 2:claim:{CASE}:1:1 2:claim:{CASE[:-3]}:1 2:claim:{CASE}AAAA:1 2:claim:☃:1
2:claim::1 1:claim:{CASE}:1
"""


@pytest.mark.parametrize("data", ["", *NO_ACT.split()])
def test_what_has_not_our_shape_is_no_act_of_staff(data: str) -> None:
    assert read_act(data) is None


def test_every_button_of_the_content_fits_into_what_telegram_carries() -> None:
    bundle, _ = content.load(CONTENT)
    steps = [step for flow in bundle.flows.values() for step in flow.steps.values()]
    values = [option.value for step in steps if isinstance(step, ChoiceStep) for option in step.options]
    assert len(values) > 10
    longest = max([*values, *(f"flow:{name}" for name in bundle.flows), "lang:fil"], key=len)
    assert len(worker_data(bundle.short, "x" * 8, 36**4, longest).encode()) <= MOST_DATA


# --- in a conversation


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


def data_on(calls: list[Any]) -> list[str]:
    rows = [row for call in calls for row in call.params.get("reply_markup", {}).get("inline_keyboard", [])]
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


async def test_no_button_carries_a_word_of_hers_or_who_she_is(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.asks_for_a_person()
    await min_.says(f"hello {CANARY}")
    data = data_on(room.sent.calls)
    assert len(data) > 20 and all(len(each.encode()) <= MOST_DATA for each in data)
    assert not [each for each in data if CANARY in each or str(MIN) in each]


@pytest.mark.parametrize("change", ["value", "step", "generation", "bundle", "rubbish", "staff", "long"])
async def test_a_forged_tap_shows_her_where_she_is_and_moves_nothing(room: Room, change: str) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    await min_.taps("English")
    [here] = await min_.says("/start")  # the same question, without what is said once below it
    true = data_of(here, "Yes, it is safe")
    press = read_press(true)
    assert press is not None
    forged = {
        "value": worker_data(press.bundle, press.step, press.generation, "lang:xx"),
        "step": worker_data(press.bundle, "00000000", press.generation, press.value),
        "generation": worker_data(press.bundle, press.step, press.generation - 1, press.value),
        "bundle": worker_data("ffffff", "00000000", 0, press.value),
        "rubbish": secrets.token_hex(30),
        "staff": staff_data("close", CaseId(bytes(16)), Token(1)),
        "long": "1:" + "x" * 500,
    }[change]
    [screen] = await room.take(min_.press(forged))
    assert text_of(screen).endswith(text_of(here)) and labels(screen) == labels(here)
    assert "danger" in text_of((await min_.taps("Yes, it is safe"))[0])


async def test_a_tap_twice_moves_once(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    [here] = await min_.taps("English")
    first, second = await room.take(min_.tap(here, "Yes, it is safe"), min_.tap(here, "Yes, it is safe"))
    assert "danger" in text_of(first) and text_of(second).endswith("Are you in danger right now?")


async def test_every_tap_is_answered_or_her_button_would_turn_for_ever(room: Room) -> None:
    min_, amal = room.person(MIN), await room.advocate(AMAL)
    await min_.says("/start")
    nowhere = CaseId(bytes(16))
    taps = [min_.press("rubbish"), min_.press(staff_data("claim", nowhere, Token(1))), amal.press("rubbish")]
    taps += [amal.press(staff_data(act, nowhere, Token(1))) for act in ("claim", "dance")]
    await room.take(*taps)
    answered = {query for query, _, _ in room.sent.toasts}
    assert answered == {tap["callback_query"]["id"] for tap in taps}
