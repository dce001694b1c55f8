"""The staff chat itself: it moves, the bot is put out of it or may not write, and not everybody in it is staff."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bot.ledger import tables as t
from bot.telegram import staff_chat
from bot.telegram.staff_chat import Watch, find_staff_chat
from handoff.model import Role
from tests.bot.postroom import Postroom, our_bot, working
from tests.bot.staffroom import AMAL, BEA, MIN, STRANGER, held, rows, to, waits
from tests.canaries import CANARY, IDS
from tests.room import STAFF_CHAT, Person, Room, labels, opened, text_of

BOSS = IDS[9]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    """Amal advises, Boss coordinates, and the staff chat is a basic group of the two."""
    async with working(tmp_path) as post:
        for person in (AMAL, BOSS, MIN):
            await post.play.person("Somebody", id_=person)
        await post.room.advocate(AMAL)
        await post.room.advocate(BOSS, "Boss", Role.COORDINATOR)
        group = await post.play.group("Desk", [BOSS, AMAL])
        post.room.line.staff_chat = group
        post.room.ledger._tools = replace(post.room.ledger._tools, staff_chat=group)
        post.world.updates.drop_all()
        yield post


async def waits_with_a_card(post: Postroom) -> str:
    await post.room.person(MIN).asks_for_a_person()
    await post.settled()
    [case] = await post.room.look(lambda book: [file.case for file in book.all_waiting()])
    return str(case.code_name)


async def cards(post: Postroom, chat: int) -> list[str]:
    """The code names on the cards with a button that stand in this chat."""
    return [message["text"].split("\n")[0] for message in await post.play.seen(chat) if message["rows"]]


# --- it becomes a supergroup


@pytest.mark.parametrize("by", ["an update", "the answer to a card", "the look every ten minutes"])
async def test_where_it_goes_the_cards_go_and_old_numbers_mean_nothing_there(post: Postroom, by: str) -> None:
    group = post.room.line.staff_chat
    code = await waits_with_a_card(post)
    assert await cards(post, group) == [code]
    moved = (await post.play.do("migrate", {"chat": group}))["id"]
    for number in range(20):  # other messages have in the new group the numbers that cards had in the old one
        await post.wire.call("sendMessage", {"chat_id": moved, "text": f"{number}"})
    if by == "an update":
        await post.hears()
    elif by == "the look every ten minutes":
        assert await find_staff_chat(our_bot(post), post.gate, group)
    else:
        await post.room.person(IDS[1]).asks_for_a_person()
    await post.settled()
    assert post.room.line.moved_to == moved
    assert (await cards(post, moved)).count(code) == 1
    before = await post.texts(moved)
    await post.room.take(post.room.person(AMAL).press(await claim_on(post, moved, code), moved, 999))
    await post.settled()
    after = await post.texts(moved)
    assert [text for text in after if text.isdigit()] == [f"{number}" for number in range(20)]
    assert any("with Amal" in text for text in after) and len(before) <= len(after) <= len(before) + 1


async def test_a_change_that_was_under_way_when_it_moved_changes_nothing_else_there(post: Postroom) -> None:
    group = post.room.line.staff_chat
    moved = (await post.play.do("migrate", {"chat": group}))["id"]
    number = (await post.wire.call("sendMessage", {"chat_id": moved, "text": "another"})).result["message_id"]
    late = post.call(group, "card", "edit", method="editMessageText", params={"message_id": number})
    assert await post.carries(late, late) == ["sent", "sent"]
    assert [text for text in await post.texts(moved) if text] == ["another", "card", "card"]


async def claim_on(post: Postroom, chat: int, code: str) -> str:
    found = next(one for one in await post.play.seen(chat) if one["text"].startswith(code) and one["rows"])
    return str(found["rows"][0][0]["data"])


@pytest.mark.parametrize("first", ["the bot is a member there", "the staff chat has moved"])
async def test_the_bot_does_not_leave_what_the_staff_chat_has_become(post: Postroom, first: str) -> None:
    """With a webhook the two travel in queues of their own. A bot that leaves every group it does not know is gone."""
    group = post.room.line.staff_chat
    moved = (await post.play.do("migrate", {"chat": group}))["id"]
    change = {
        "chat": {"id": moved, "type": "supergroup"}, "from": {"id": BOSS}, "date": 1,
        "old_chat_member": {"status": "left"}, "new_chat_member": {"status": "member"},
    }  # fmt: skip
    member = post.room.person(BOSS).update("my_chat_member", change)
    if first == "the bot is a member there":
        await post.room.take(member)
        await post.settled()
    await post.hears()
    await post.room.take(member)
    await post.settled()
    assert post.room.line.moved_to == moved and await post.made("leaveChat") == []


async def test_a_group_of_strangers_is_left_also_when_telegram_is_busy_at_first(post: Postroom) -> None:
    await post.faults(("getChat", "bad_gateway"), ("getChat", "lost_answer"))
    await post.play.person("Stranger", id_=STRANGER)
    await post.play.group("Not ours", [STRANGER])
    await post.hears()
    assert {call["status"] for call in await post.made("leaveChat")} == {200}


# --- the bot is not in it any more


@pytest.mark.parametrize("how", ["kicked", "left", "restricted"])
async def test_when_the_bot_is_put_out_the_coordinators_hear_and_cards_wait_for_its_return(
    post: Postroom, how: str
) -> None:
    group = post.room.line.staff_chat
    await post.play.do("bot", {"chat": group, "status": how})
    await post.hears()
    assert "nobody sees who waits" in (await post.texts(BOSS))[-1]
    assert not [text for text in await post.texts(AMAL) if "nobody sees who waits" in text]
    code = await waits_with_a_card(post)
    assert not [call for call in await post.made("sendMessage") if call["chat"] == group]
    await post.play.do("bot", {"chat": group, "status": "member"})
    await post.hears()
    assert await cards(post, group) == [code]
    assert (await post.texts(BOSS))[-1].startswith("I am back in the staff chat")


async def test_it_is_noticed_also_by_the_first_card_that_does_not_arrive_and_by_the_look(post: Postroom) -> None:
    group = post.room.line.staff_chat
    await post.play.do("bot", {"chat": group, "status": "kicked"})
    post.world.updates.drop_all()
    code = await waits_with_a_card(post)
    assert "nobody sees who waits" in (await post.texts(BOSS))[-1]
    await post.play.do("bot", {"chat": group, "status": "member"})
    post.world.updates.drop_all()

    async def reached(there: bool) -> None:
        await post.room.look(post.room.line.find if there else post.room.line.lose)

    await Watch(our_bot(post), post.gate, group, lambda topics: None, reached).once()
    await post.settled()
    assert await cards(post, group) == [code]


async def test_a_chat_in_which_it_may_not_write_is_not_found_by_the_look(post: Postroom) -> None:
    """A restricted bot still sees the chat; cards that it sent there would be refused, and nobody would miss them."""
    found: list[bool] = []

    async def reached(there: bool) -> None:
        found.append(there)

    async def looks() -> bool:
        await Watch(our_bot(post), post.gate, post.room.line.staff_chat, lambda topics: None, reached).once()
        return found[-1]

    await post.play.do("bot", {"chat": post.room.line.staff_chat, "status": "restricted"})
    assert not await looks()
    with mock.patch.object(staff_chat, "_may_write", return_value=True):
        assert await looks(), "whoever asks only whether the chat is there"
    await post.play.do("bot", {"chat": post.room.line.staff_chat, "status": "member"})
    assert await looks()


async def test_an_ordinary_member_still_shows_cards_and_the_coordinators_hear_of_it(post: Postroom) -> None:
    group = post.room.line.staff_chat
    await post.play.do("bot", {"chat": group, "status": "administrator"})
    await post.play.do("bot", {"chat": group, "status": "member"})
    await post.hears()
    assert "made me an ordinary member" in (await post.texts(BOSS))[-1]
    code = await waits_with_a_card(post)
    assert await cards(post, group) == [code]


# --- who speaks in it


async def test_who_is_not_seen_is_told_so_once_an_hour_and_nothing_of_any_case(post: Postroom) -> None:
    group = post.room.line.staff_chat
    code = await waits_with_a_card(post)
    for _ in range(3):
        await post.play.do("send", {"from": BOSS, "chat": group, "text": "/queue", "anonymous": True})
    await post.hears()
    said = [text for text in await post.texts(group) if "cannot see who wrote this" in text]
    assert len(said) == 1 and code not in said[0]
    await post.play.advance(3600)
    channel = {"sender_chat": {"id": -100555, "type": "channel", "title": "News"}}
    await post.play.do("send", {"from": BOSS, "chat": group, "text": "/close", "raw": channel})
    await post.hears()
    assert len([text for text in await post.texts(group) if "cannot see who wrote this" in text]) == 2


async def outsider(room: Room, who: str) -> Person:
    """Somebody who sits in the group, sees every card, and is not staff, or not any more."""
    if who == "a stranger":
        return room.person(STRANGER)
    bea = await room.advocate(BEA, "Bea")
    gone = {"active": 0} if who == "a frozen colleague" else {"active": 0, "who": b"x" * 32, "left_day": 1}
    me = await room.look(lambda book: book.tools.index.staff(BEA))
    await room.look(lambda book: book.db.execute(t.staff.update().where(t.staff.c.who == me).values(**gone)))
    return bea


@pytest.mark.parametrize("who", ["a stranger", "a former colleague", "a frozen colleague"])
async def test_to_be_in_the_group_gives_no_right(room: Room, who: str) -> None:
    """X24. Where whoever sees a card may tap it, the case is theirs here."""
    one, amal = await outsider(room, who), await room.advocate(AMAL)
    _, code = await waits(room, MIN)
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    assert text_of(card).startswith(code)
    await refused(room, one, card.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    await room.take(amal.tap(card, "Claim"))
    for act in ("close", "release"):
        await refused(room, one, button_of(room, act))


async def refused(room: Room, one: Person, button: str) -> None:
    before = [(row.state, row.token) for row in await rows(room, t.cases.c.state, t.cases.c.token)]
    calls = await room.take(one.press(button, STAFF_CHAT))
    assert to(MIN, calls) == [] and to(STAFF_CHAT, calls) == []
    assert [(row.state, row.token) for row in await rows(room, t.cases.c.state, t.cases.c.token)] == before
    assert any(word in room.sent.toasts[-1][1] for word in ("for staff", "frozen"))


def button_of(room: Room, act: str) -> str:
    for call in reversed(room.sent.calls):
        for row in call.params.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if button.get("callback_data", "").startswith(f"2:{act}:"):
                    return str(button["callback_data"])
    raise AssertionError(act)


async def test_a_stranger_in_the_group_hears_nothing_of_a_case_whatever_they_send(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code, _ = await held(room, amal, MIN)
    await min_.says(f"hello {CANARY}")
    one = room.person(STRANGER)
    for words in ("/queue", "/mine", "/status", f"/note {code}", f"/delete {code}", code):
        assert await room.take(one.message(chat=STAFF_CHAT, text=words)) == []
    assert await one.reacts(1, "👍", chat=STAFF_CHAT) == []
    assert text_of((await one.says("/status"))[0]) == "🌐", "in private a stranger is somebody who may need help"
