"""The reckoning of the kill test, shown on little stories what it must find and what it must let pass."""

from __future__ import annotations

from typing import Any

from tests.system.reckoning import Due, Receipt, Reckoning, Screen, Words, arrivals, reckon

MARIA, AMAL, BEA = 71, 81, 82
ONE, TWO = Words(1), Words(2)
KILL = 100.0


class Journal:
    """Telegram's, as the sandbox tells it."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def says(self, chat: int, text: str, *, at: float = KILL - 0.1, status: int = 200, **more: Any) -> Journal:
        how = {"method": more.pop("method", "sendMessage"), "effect": more.pop("effect", True), "status": status}
        self.calls.append({"n": len(self.calls) + 1, "at": at, "chat": chat, "payload": {"text": text, **more}, **how})
        return self

    def reckoned(self, *due: Due, kills: tuple[float, ...] = (KILL,)) -> Reckoning:
        return reckon(due, arrivals(self.calls), kills)


def to_amal(thing: Words, turn: int = 0) -> Due:
    return Due(thing, AMAL, (AMAL,), (turn or thing.number, 0))


def keyboard(generation: int) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Yes", "callback_data": f"1:abc:step:{generation}:yes"}]]}


def test_what_came_once_in_its_order_is_clean() -> None:
    found = Journal().says(AMAL, "#1#").says(AMAL, "#2#").reckoned(to_amal(ONE), to_amal(TWO))
    assert found.clean and found.due == 2


def test_what_never_came_is_lost() -> None:
    found = Journal().says(AMAL, "#2#").says(AMAL, "#1#", effect=False, status=502).reckoned(to_amal(ONE), to_amal(TWO))
    assert [due.thing for due in found.lost] == [ONE] and not found.clean


def test_what_was_not_sure_may_come_or_not() -> None:
    certain, crossed = Due(Screen(MARIA, 4), MARIA), Due(Screen(MARIA, 5), MARIA, sure=False)
    journal = Journal().says(MARIA, "Safe?", reply_markup=keyboard(4))
    assert journal.reckoned(certain, crossed).clean and journal.reckoned(certain, crossed).unsaid == 1
    assert journal.says(MARIA, "Kept", reply_markup=keyboard(5)).reckoned(certain, crossed).unsaid == 0
    assert [due.thing for due in Journal().reckoned(certain, crossed).lost] == [Screen(MARIA, 4)]


def test_what_came_to_another_is_in_a_wrong_chat_and_lost() -> None:
    found = Journal().says(BEA, "#1#").reckoned(to_amal(ONE))
    assert len(found.wrong_chat) == 1 and len(found.lost) == 1


def test_what_overtook_is_out_of_order() -> None:
    found = Journal().says(AMAL, "#2#").says(AMAL, "#1#").reckoned(to_amal(ONE), to_amal(TWO))
    assert [arrival.thing for arrival in found.out_of_order] == [ONE]


def test_a_repeat_of_the_earlier_is_not_out_of_order() -> None:
    journal = Journal().says(AMAL, "#1#").says(AMAL, "#2#")
    again = journal.says(AMAL, "↻ #1#", at=KILL + 1).says(AMAL, "↻ #2#", at=KILL + 1)
    assert not again.reckoned(to_amal(ONE), to_amal(TWO)).out_of_order


def test_a_repeat_says_so_after_a_lost_answer_too() -> None:
    told = Journal().says(AMAL, "#1#", status=0).says(AMAL, "↻ #1#").reckoned(to_amal(ONE), kills=())
    untold = Journal().says(AMAL, "#1#", status=0).says(AMAL, "#1#").reckoned(to_amal(ONE), kills=())
    assert told.clean and told.after_lost_answer == 1
    assert len(untold.without_mark) == 1 and not untold.clean


def test_a_repeat_needs_a_kill_or_a_lost_answer_in_between() -> None:
    after = Journal().says(AMAL, "#1#").says(AMAL, "↻ #1#", at=KILL + 1).reckoned(to_amal(ONE))
    before = Journal().says(AMAL, "#1#").says(AMAL, "↻ #1#", at=KILL - 0.05).reckoned(to_amal(ONE))
    long_ago = Journal().says(AMAL, "#1#", at=KILL - 9).says(AMAL, "↻ #1#", at=KILL + 1).reckoned(to_amal(ONE))
    assert after.clean and after.after_kill == 1
    assert len(before.without_need) == 1 and len(long_ago.without_need) == 1


def test_more_than_one_repeat_a_chat_and_kill_means_that_nothing_is_noted() -> None:
    journal = Journal().says(AMAL, "#1#").says(AMAL, "#2#").says(AMAL, "↻ #1#", at=KILL + 1)
    assert journal.reckoned(to_amal(ONE), to_amal(TWO)).clean
    found = journal.says(AMAL, "↻ #2#", at=KILL + 1).reckoned(to_amal(ONE), to_amal(TWO))
    assert not found.wrong and found.not_noted and not found.clean


def test_a_screen_edited_twice_shows_nothing_twice() -> None:
    once, screen = Journal().says(MARIA, "Safe?", method="editMessageText", reply_markup=keyboard(4)), Screen(MARIA, 4)
    again = once.says(MARIA, "Safe?", method="editMessageText", reply_markup=keyboard(4), at=KILL - 0.05)
    assert again.reckoned(Due(screen, MARIA, (MARIA,), (1, 0))).clean


def test_a_screen_that_answers_nothing_is_an_update_taken_twice() -> None:
    journal = Journal().says(MARIA, "Safe?", reply_markup=keyboard(4)).says(MARIA, "Safe?", reply_markup=keyboard(5))
    assert len(journal.reckoned(Due(Screen(MARIA, 4), MARIA)).out_of_nothing) == 1


def test_a_receipt_or_the_word_that_nobody_knows() -> None:
    words, receipt = Due(ONE, MARIA), Due(Receipt(AMAL, 9), AMAL, about=ONE)
    given = Journal().says(MARIA, "#1#").says(AMAL, "", method="setMessageReaction", message_id=9)
    unknown = Journal().says(MARIA, "#1#", status=0).says(AMAL, "unknown", reply_parameters={"message_id": 9})
    wrongly = Journal().says(MARIA, "#1#").says(AMAL, "unknown", reply_parameters={"message_id": 9})
    assert given.reckoned(words, receipt).clean
    assert unknown.reckoned(words, receipt).clean and unknown.reckoned(words, receipt).unknown == 1
    assert len(wrongly.reckoned(words, receipt).without_need) == 1
    assert [due.thing for due in Journal().says(MARIA, "#1#").reckoned(words, receipt).lost] == [Receipt(AMAL, 9)]
