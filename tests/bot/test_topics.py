"""A case's topic in an advocate's chat: made, lost, closed, renamed, switched off. Words of a case never stand unnamed
among those of another (X16)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.outgoing import Outgoing
from bot.telegram.request import Answer
from bot.telegram.staff_chat import Watch
from tests.bot.postroom import Json, Postroom, our_bot, working
from tests.canaries import CANARY, IDS
from tests.room import labels, text_of

MIN, AMAL = IDS[0], IDS[4]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path, topics=True) as post:
        yield post


async def topic(post: Postroom, chat: int = AMAL) -> Json:
    found: list[Json] = (await post.play.chat(chat))["topics"]
    assert len(found) == 1
    return found[0]


async def in_topic(post: Postroom, thread: int, chat: int = AMAL) -> list[str]:
    seen = await post.play.seen(chat)
    return [
        message["text"] or message["caption"] for message in seen if message["thread"] == thread and message["text"]
    ]


async def delete_topic(post: Postroom) -> None:
    await post.wire.call("deleteForumTopic", {"chat_id": AMAL, "message_thread_id": (await topic(post))["thread"]})


async def test_a_case_has_a_topic_by_its_code_name_and_all_of_it_is_there(post: Postroom) -> None:
    min_, _ = await post.claimed(MIN, AMAL)
    await min_.says(f"hello {CANARY}")
    await post.settled()
    there = await topic(post)
    [file] = await post.room.look(lambda book: book.all_claimed())
    assert there["name"] == file.case.code_name
    assert f"hello {CANARY}" in await in_topic(post, there["thread"])


async def test_what_the_advocate_writes_in_the_topic_goes_to_her(post: Postroom) -> None:
    await post.claimed(MIN, AMAL)
    await post.hears()
    thread = (await topic(post))["thread"]
    await post.play.say(AMAL, f"I read you {CANARY}", thread=thread)
    await post.hears()
    assert f"I read you {CANARY}" in await post.texts(MIN)


async def test_a_topic_that_somebody_deleted_is_made_again(post: Postroom) -> None:
    min_, _ = await post.claimed(MIN, AMAL)
    await delete_topic(post)
    await min_.says(f"hello {CANARY}")
    await post.settled()
    assert await in_topic(post, (await topic(post))["thread"]) == [f"hello {CANARY}"]


@pytest.mark.parametrize("plan", [[], [{"method": "deleteMessage", "fault": "lost_answer"}]], ids=["", "tried twice"])
async def test_a_message_that_fell_into_the_main_chat_is_taken_out_again(post: Postroom, plan: list[Any]) -> None:
    """Telegram let sends to deleted topics fall there in silence, unnamed among the words of other cases."""
    min_, _ = await post.claimed(MIN, AMAL)
    await post.play.do("faults", {"silent_topics": True, "plan": plan})
    await delete_topic(post)
    await min_.says(f"hello {CANARY}")
    await post.settled()
    seen = [message for message in await post.play.seen(AMAL) if CANARY in message["text"]]
    assert [message["thread"] for message in seen] == [(await topic(post))["thread"]]


async def test_where_no_topic_can_be_made_the_message_names_its_case(post: Postroom) -> None:
    min_, _ = await post.claimed(MIN, AMAL)
    [file] = await post.room.look(lambda book: book.all_claimed())
    await delete_topic(post)
    await post.play.do("topics", {"on": False})
    await min_.says(f"hello {CANARY}")
    await post.settled()
    [seen] = [message for message in await post.play.seen(AMAL) if CANARY in message["text"]]
    assert seen["text"] == f"{file.case.code_name}\nhello {CANARY}" and not seen["thread"]


async def test_where_there_is_no_room_for_the_name_it_stands_before_her_words(post: Postroom) -> None:
    min_, _ = await post.claimed(MIN, AMAL)
    [file] = await post.room.look(lambda book: book.all_claimed())
    await delete_topic(post)
    await post.play.do("topics", {"on": False})
    await min_.says("x" * 4096)
    await post.settled()
    assert (await post.texts(AMAL))[-2:] == [file.case.code_name, "x" * 4096]


@pytest.mark.parametrize("fault", ["lost_call", "lost_answer", "bad_gateway", "too_many"])
async def test_while_no_topic_can_be_made_words_wait_and_do_not_fall_into_the_main_chat(
    post: Postroom, fault: str
) -> None:
    """X16. Whoever sends them on without the topic has them there, among the words of other cases."""
    min_, _ = await post.claimed(MIN, AMAL)
    await delete_topic(post)
    await post.faults(("createForumTopic", fault), ("createForumTopic", fault))
    await min_.says(f"hello {CANARY}")
    await post.settled()
    [seen] = [message for message in await post.play.seen(AMAL) if CANARY in message["text"]]
    assert seen["thread"] and seen["text"] == f"hello {CANARY}"


async def test_from_then_on_cases_share_one_chat_until_topics_are_back(post: Postroom) -> None:
    """Somebody has switched the threaded mode off at @BotFather, and on again later. Both are found while running."""
    min_, amal = await post.claimed(MIN, AMAL)
    await delete_topic(post)
    await post.play.do("topics", {"on": False})
    await min_.says("first")
    await post.settled()
    assert post.room.line.topics is False
    assert to_her(await amal.says(f"plain words {CANARY}")) == [f"plain words {CANARY}"], "the current case"
    watch = Watch(our_bot(post), post.gate, 0, partial(setattr, post.room.line, "topics"), nothing)
    await watch.once()
    assert post.room.line.topics is False
    await post.play.do("topics", {"on": True})
    await watch.once()
    await min_.says(f"second {CANARY}")
    await post.settled()
    seen = [message for message in await post.play.seen(AMAL) if f"second {CANARY}" in message["text"]]
    assert [message["thread"] for message in seen] == [(await topic(post))["thread"]]


async def nothing(reached: bool) -> None:
    assert reached


def to_her(calls: list[Outgoing]) -> list[str]:
    return [text_of(call) for call in calls if call.params["chat_id"] == MIN]


@pytest.mark.parametrize("reopened", [True, False])
async def test_a_topic_that_was_closed_is_opened_again_or_made_anew(
    post: Postroom, monkeypatch: pytest.MonkeyPatch, reopened: bool
) -> None:
    """Today no client closes a topic in a private chat, and the sandbox refuses to; so the answer is given by hand."""
    min_, _ = await post.claimed(MIN, AMAL)
    before, real, said = (await topic(post))["thread"], post.wire.call, []

    async def call(method: str, params: Mapping[str, Any], **more: Any) -> Answer:
        closed = params.get("message_thread_id") == before and "reopenForumTopic" not in said
        if method == "reopenForumTopic":
            said.append(method if reopened else "")
            return Answer(reopened, True, 200 if reopened else 400, "Bad Request: the chat is not a supergroup")
        if closed and method == "sendMessage":
            return Answer(False, None, 400, "Bad Request: TOPIC_CLOSED")
        return await real(method, params, **more)

    monkeypatch.setattr(post.wire, "call", call)
    await min_.says(f"hello {CANARY}")
    await post.settled()
    [seen] = [message for message in await post.play.seen(AMAL) if CANARY in message["text"]]
    assert seen["thread"] and (seen["thread"] == before) is reopened


async def test_a_renamed_topic_leads_nowhere_else_and_has_its_name_back(post: Postroom) -> None:
    """Named after another case of hers: words in it go to whom it was made for."""
    await post.claimed(MIN, AMAL)
    await post.play.person("Joy", id_=IDS[1])
    joy = post.room.person(IDS[1])
    await joy.asks_for_a_person()
    card = next(call for call in reversed(post.room.sent.calls) if "Claim" in labels(call))
    await post.room.take(post.room.person(AMAL).tap(card, "Claim"))
    await post.settled()
    first, second = (await post.play.chat(AMAL))["topics"]
    await post.hears()
    await post.play.do("topic", {"from": AMAL, "thread": first["thread"], "do": "rename", "name": second["name"]})
    await post.play.say(AMAL, f"whose {CANARY}", thread=first["thread"])
    await post.hears()
    assert f"whose {CANARY}" in await post.texts(MIN) and f"whose {CANARY}" not in await post.texts(IDS[1])
    assert [each["name"] for each in (await post.play.chat(AMAL))["topics"]] == [first["name"], second["name"]]


async def test_a_copy_in_the_main_chat_is_taken_out_though_telegram_was_busy(post: Postroom) -> None:
    min_, _ = await post.claimed(MIN, AMAL)
    await post.faults(("deleteMessage", "bad_gateway"), ("deleteMessage", "too_many"), silent_topics=True)
    await delete_topic(post)
    await min_.says(f"hello {CANARY}")
    await post.settled()
    seen = [message for message in await post.play.seen(AMAL) if CANARY in message["text"]]
    assert [message["thread"] for message in seen] == [(await topic(post))["thread"]]


async def test_two_cases_have_two_topics(post: Postroom) -> None:
    await post.claimed(MIN, AMAL)
    await post.play.person("Joy", id_=IDS[1])
    joy = post.room.person(IDS[1])
    await joy.asks_for_a_person()
    card = next(call for call in reversed(post.room.sent.calls) if "Claim" in labels(call))
    await post.room.take(post.room.person(AMAL).tap(card, "Claim"))
    await joy.says(f"Joy says {CANARY}")
    await post.settled()
    topics = (await post.play.chat(AMAL))["topics"]
    assert len(topics) == 2
    assert [CANARY in " ".join(await in_topic(post, each["thread"])) for each in topics] == [False, True]
