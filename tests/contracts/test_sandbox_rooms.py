"""What people do to the rooms in which the bot is: topics deleted and closed, the bot put out, a token revoked."""

from __future__ import annotations

import pytest
from telegram import Update
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.sandbox.player import Refusal
from tests.contracts.small_telegram import Sandbox


async def heard(sandbox: Sandbox) -> list[Update]:
    """Everything new, and confirmed."""
    updates = list(await sandbox.bot.get_updates())
    if updates:
        await sandbox.bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def test_a_person_deletes_and_renames_a_topic_and_of_the_deletion_nobody_is_told(
    sandbox: Sandbox, maria: int
) -> None:
    await sandbox.play.do("topics", {"on": True})
    topic = await sandbox.bot.create_forum_topic(maria, "MAPLE-LAMP-27")
    thread = topic.message_thread_id
    await heard(sandbox)
    await sandbox.play.do("topic", {"from": maria, "thread": thread, "do": "rename", "name": "other"})
    [renamed] = await heard(sandbox)
    assert renamed.message is not None and renamed.message.forum_topic_edited is not None
    assert (renamed.message.forum_topic_edited.name, renamed.message.message_thread_id) == ("other", thread)
    with pytest.raises(Refusal, match="in a group close"):
        await sandbox.play.do("topic", {"from": maria, "thread": thread, "do": "close"})
    await sandbox.play.do("topic", {"from": maria, "thread": thread, "do": "delete"})
    assert await heard(sandbox) == []
    with pytest.raises(BadRequest, match="thread not found"):
        await sandbox.bot.send_message(maria, "hello", message_thread_id=thread)


async def test_in_a_closed_topic_only_administrators_write(sandbox: Sandbox, maria: int) -> None:
    group = await sandbox.play.group("Staff", [maria], forum=True)
    thread = (await sandbox.bot.create_forum_topic(group, "A")).message_thread_id
    await sandbox.play.do("topic", {"from": maria, "chat": group, "thread": thread, "do": "close"})
    assert await sandbox.bot.send_message(group, "as administrator", message_thread_id=thread)
    await sandbox.play.do("bot", {"chat": group, "status": "member"})
    with pytest.raises(BadRequest, match="Topic_closed"):
        await sandbox.bot.send_message(group, "as a member", message_thread_id=thread)
    await sandbox.play.do("topic", {"from": maria, "chat": group, "thread": thread, "do": "reopen"})
    assert await sandbox.bot.send_message(group, "open again", message_thread_id=thread)


@pytest.mark.parametrize("status", ["restricted", "kicked", "left"])
async def test_where_the_bot_may_not_write_it_is_told_and_refused(sandbox: Sandbox, maria: int, status: str) -> None:
    group = await sandbox.play.group("Staff", [maria])
    await heard(sandbox)
    await sandbox.play.do("bot", {"chat": group, "status": status})
    [update] = await heard(sandbox)
    assert update.my_chat_member is not None and update.my_chat_member.new_chat_member.status == status
    with pytest.raises(BadRequest if status == "restricted" else Forbidden):
        await sandbox.bot.send_message(group, "hello")
    if status != "restricted":
        with pytest.raises(Forbidden):
            await sandbox.bot.get_chat(group)


async def test_of_an_anonymous_administrator_only_the_group_is_seen(sandbox: Sandbox, maria: int) -> None:
    group = await sandbox.play.group("Staff", [maria])
    await heard(sandbox)
    await sandbox.play.do("send", {"from": maria, "chat": group, "text": "/queue", "anonymous": True})
    [update] = await heard(sandbox)
    assert (
        update.message is not None and update.message.from_user is not None and update.message.sender_chat is not None
    )
    assert update.message.from_user.username == "GroupAnonymousBot" and update.message.sender_chat.id == group


async def test_a_revoked_token_is_known_to_nobody(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.do("revoke", {"on": True})
    with pytest.raises(InvalidToken):
        await sandbox.bot.send_message(maria, "hello")
    await sandbox.play.do("revoke", {"on": False})
    assert await sandbox.bot.send_message(maria, "hello")
