"""People and groups around the bot: who can be written to, who is heard, topics, reactions, groups that move."""

from __future__ import annotations

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    ChatFullInfo,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    ForumTopic,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox.player import Refusal
from tests.contracts.small_telegram import Sandbox

HOUR = 3600


async def heard(sandbox: Sandbox) -> list[Update]:
    """Everything new, and confirmed."""
    updates = list(await sandbox.bot.get_updates())
    if updates:
        await sandbox.bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def test_the_bot_knows_itself_and_its_topics(sandbox: Sandbox) -> None:
    me = await sandbox.bot.get_me()
    assert me.is_bot and me.id == 42
    assert me.has_topics_enabled is False
    await sandbox.play.do("topics", {"on": True})
    assert (await sandbox.bot.get_me()).has_topics_enabled is True


async def test_nobody_is_written_to_before_they_wrote_themselves(sandbox: Sandbox) -> None:
    ann = await sandbox.play.person("Ann", started=False)
    with pytest.raises(BadRequest, match="Chat not found"):
        await sandbox.bot.send_message(ann, "hello")
    group = await sandbox.play.group("Staff", [ann])
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await sandbox.bot.send_message(ann, "hello")
    assert await sandbox.bot.send_message(group, "hello all")
    await sandbox.play.say(ann, "/start")
    assert await sandbox.bot.send_message(ann, "hello")


async def test_a_block_is_told_and_sends_are_refused_until_it_ends(sandbox: Sandbox, maria: int) -> None:
    sent = await sandbox.bot.send_message(maria, "hello")
    await sandbox.play.do("block", {"from": maria})
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await sandbox.bot.send_message(maria, "still there?")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await sandbox.bot.edit_message_text("still?", maria, sent.message_id)
    with pytest.raises(Refusal, match="blocked the bot"):
        await sandbox.play.say(maria, "hello")
    await sandbox.play.do("unblock", {"from": maria})
    assert await sandbox.bot.send_message(maria, "again")

    blocked, unblocked = [update.my_chat_member for update in await heard(sandbox)]
    assert blocked is not None and unblocked is not None
    assert isinstance(blocked.new_chat_member, ChatMemberBanned)
    assert isinstance(unblocked.old_chat_member, ChatMemberBanned)
    assert isinstance(unblocked.new_chat_member, ChatMemberMember)


async def test_an_account_that_is_gone(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.do("deactivate", {"from": maria})
    with pytest.raises(Forbidden, match="user is deactivated"):
        await sandbox.bot.send_message(maria, "hello")


async def test_being_added_to_a_group_is_told(sandbox: Sandbox, maria: int) -> None:
    group = await sandbox.play.group("Staff", [maria])
    added, made = await heard(sandbox)
    assert added.my_chat_member is not None
    assert added.my_chat_member.chat.id == group < 0
    assert isinstance(added.my_chat_member.old_chat_member, ChatMemberLeft)
    assert isinstance(added.my_chat_member.new_chat_member, ChatMemberMember)
    assert made.message is not None and made.message.group_chat_created


async def test_in_a_group_the_bot_hears_what_is_meant_for_it(sandbox: Sandbox, maria: int) -> None:
    group = await sandbox.play.group("Staff", [maria])
    await heard(sandbox)
    ours = await sandbox.bot.send_message(group, "A card")
    name = (await sandbox.bot.get_me()).username
    await sandbox.play.say(maria, "talking among ourselves", chat=group)
    await sandbox.play.say(maria, "/queue", chat=group)
    await sandbox.play.say(maria, f"hello @{name}", chat=group)
    await sandbox.play.say(maria, "a reply", chat=group, reply_to=ours.message_id)
    texts = [update.message.text for update in await heard(sandbox) if update.message]
    assert texts == ["/queue", f"hello @{name}", "a reply"]

    await sandbox.play.do("bot", {"chat": group, "status": "administrator"})
    await sandbox.play.say(maria, "now it hears us", chat=group)
    assert [update.message.text for update in await heard(sandbox) if update.message] == ["now it hears us"]


async def test_a_tap_in_a_group_says_who_tapped_and_only_they_see_the_answer(sandbox: Sandbox, maria: int) -> None:
    ann = await sandbox.play.person("Ann")
    group = await sandbox.play.group("Staff", [maria, ann])
    await heard(sandbox)
    markup = {"inline_keyboard": [[{"text": "Claim", "callback_data": "c"}]]}
    card = (await sandbox.call("sendMessage", chat_id=group, text="A card", reply_markup=markup))["result"]
    await sandbox.play.tap(ann, card["message_id"], "Claim", chat=group)
    [update] = await heard(sandbox)
    assert update.callback_query is not None and update.callback_query.from_user.id == ann
    await update.callback_query.answer("Yours")
    assert [one["text"] for one in (await sandbox.play.look(f"chat/{group}?from={ann}"))["toasts"]] == ["Yours"]
    assert (await sandbox.play.look(f"chat/{group}?from={maria}"))["toasts"] == []


async def test_strangers_do_not_speak_in_groups(sandbox: Sandbox, maria: int) -> None:
    ann = await sandbox.play.person("Ann")
    group = await sandbox.play.group("Staff", [maria])
    with pytest.raises(Refusal, match="not in that group"):
        await sandbox.play.say(ann, "let me in", chat=group)
    with pytest.raises(Refusal, match="no such chat"):
        await sandbox.play.say(ann, "into her chat", chat=maria)
    await sandbox.play.do("join", {"from": ann, "chat": group})
    await sandbox.play.say(ann, "/thanks", chat=group)
    await sandbox.play.do("leave", {"from": ann, "chat": group})
    joined, said, left = [update.message for update in (await heard(sandbox))[2:]]
    assert joined and said and left
    assert joined.new_chat_members[0].id == ann
    assert said.text == "/thanks"
    assert left.left_chat_member is not None and left.left_chat_member.id == ann


async def test_a_group_that_moves_says_where_to(sandbox: Sandbox, maria: int) -> None:
    old = await sandbox.play.group("Staff", [maria])
    await heard(sandbox)
    new = int((await sandbox.play.do("migrate", {"chat": old}))["id"])
    with pytest.raises(ChatMigrated) as moved:
        await sandbox.bot.send_message(old, "hello")
    assert moved.value.new_chat_id == new
    said = await sandbox.call("sendMessage", chat_id=old, text="hello")
    assert said["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert said["parameters"] == {"migrate_to_chat_id": new}
    to, from_ = [update.message for update in await heard(sandbox)]
    assert to is not None and (to.chat.id, to.migrate_to_chat_id) == (old, new)
    assert from_ is not None and (from_.chat.id, from_.migrate_from_chat_id) == (new, old)
    assert (await sandbox.bot.send_message(new, "hello")).chat.type == "supergroup"


@pytest.mark.parametrize("how", ["leaves", "is thrown out"])
async def test_a_group_without_the_bot_is_closed_to_it(sandbox: Sandbox, maria: int, how: str) -> None:
    group = await sandbox.play.group("Staff", [maria])
    await heard(sandbox)
    if how == "leaves":
        assert await sandbox.bot.leave_chat(group)
    else:
        await sandbox.play.do("bot", {"chat": group, "status": "kicked"})
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await sandbox.bot.send_message(group, "hello")
    await sandbox.play.say(maria, "/alone", chat=group)
    [told] = await heard(sandbox)
    assert told.my_chat_member is not None
    assert told.my_chat_member.new_chat_member.status == ("left" if how == "leaves" else "kicked")


async def test_chats_and_their_members_can_be_looked_up(sandbox: Sandbox, maria: int) -> None:
    group = await sandbox.play.group("Staff", [maria], bot="administrator")
    full = await sandbox.bot.get_chat(group)
    assert isinstance(full, ChatFullInfo) and full.title == "Staff"
    assert (await sandbox.bot.get_chat(maria)).first_name == "Maria"
    assert isinstance(await sandbox.bot.get_chat_member(group, maria), ChatMemberOwner)
    assert isinstance(await sandbox.bot.get_chat_member(group, sandbox.bot.id), ChatMemberAdministrator)
    ann = await sandbox.play.person("Ann")
    assert isinstance(await sandbox.bot.get_chat_member(group, ann), ChatMemberLeft)
    assert len(await sandbox.bot.get_chat_administrators(group)) == 2
    with pytest.raises(BadRequest, match="Chat not found"):
        await sandbox.bot.get_chat(-5)


async def test_a_pinned_message_is_the_chats(sandbox: Sandbox, maria: int) -> None:
    sent = await sandbox.bot.send_message(maria, "important")
    assert await sandbox.bot.pin_chat_message(maria, sent.message_id)
    pinned = (await sandbox.bot.get_chat(maria)).pinned_message
    assert pinned is not None and pinned.message_id == sent.message_id
    assert (await sandbox.play.chat(maria))["pinned"] == sent.message_id
    assert await sandbox.bot.unpin_chat_message(maria)
    assert (await sandbox.play.chat(maria))["pinned"] is None


async def test_the_bot_reacts_and_types(sandbox: Sandbox, maria: int) -> None:
    said = await sandbox.play.say(maria, "hello")
    assert await sandbox.bot.set_message_reaction(maria, said, "👍")
    assert await sandbox.bot.send_chat_action(maria, ChatAction.TYPING)
    chat = await sandbox.play.chat(maria)
    assert chat["messages"][0]["reactions"] == [{"from": "bot", "emoji": "👍"}]
    assert chat["action"] == "typing"
    for sign in ("🌈", "👍👍", "x"):
        assert (
            await sandbox.refusal(
                "setMessageReaction", chat_id=maria, message_id=said, reaction=[{"type": "emoji", "emoji": sign}]
            )
            == "Bad Request: REACTION_INVALID"
        )
    assert await sandbox.bot.set_message_reaction(maria, said)
    assert (await sandbox.play.seen(maria))[0]["reactions"] == []
    await sandbox.play.advance(6)
    assert (await sandbox.play.chat(maria))["action"] is None


async def test_topics_in_a_private_chat(sandbox: Sandbox, maria: int) -> None:
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await sandbox.bot.create_forum_topic(maria, "MAPLE-LAMP-27")
    await sandbox.play.do("topics", {"on": True})
    topic = await sandbox.bot.create_forum_topic(maria, "MAPLE-LAMP-27")
    assert isinstance(topic, ForumTopic)
    sent = await sandbox.bot.send_message(maria, "in the topic", message_thread_id=topic.message_thread_id)
    assert sent.message_thread_id == topic.message_thread_id and sent.is_topic_message
    await sandbox.play.say(maria, "her answer", thread=topic.message_thread_id)
    [update] = await heard(sandbox)
    assert update.message is not None and update.message.message_thread_id == topic.message_thread_id

    assert await sandbox.bot.edit_forum_topic(maria, topic.message_thread_id, name="MAPLE-LAMP-28")
    assert (await sandbox.play.chat(maria))["topics"] == [{"thread": topic.message_thread_id, "name": "MAPLE-LAMP-28"}]
    with pytest.raises(BadRequest, match="The chat is not a supergroup"):
        await sandbox.bot.close_forum_topic(maria, topic.message_thread_id)


async def test_a_deleted_topic_takes_its_messages_and_refuses_new_ones(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.do("topics", {"on": True})
    outside = await sandbox.bot.send_message(maria, "outside")
    topic = (await sandbox.bot.create_forum_topic(maria, "Case")).message_thread_id
    await sandbox.bot.send_message(maria, "inside", message_thread_id=topic)
    await sandbox.play.advance(72 * HOUR)
    assert await sandbox.bot.delete_forum_topic(maria, topic)
    assert [one["message_id"] for one in await sandbox.play.seen(maria)] == [outside.message_id]
    with pytest.raises(BadRequest, match="Message thread not found"):
        await sandbox.bot.send_message(maria, "inside", message_thread_id=topic)

    await sandbox.play.do("faults", {"silent_topics": True})
    fell = await sandbox.bot.send_message(maria, "falls into the main chat", message_thread_id=topic)
    assert fell.message_thread_id is None


async def test_topics_in_a_forum_need_an_administrator(sandbox: Sandbox, maria: int) -> None:
    forum = await sandbox.play.group("Desk", [maria], forum=True)
    topic = await sandbox.bot.create_forum_topic(forum, "Case")
    assert await sandbox.bot.close_forum_topic(forum, topic.message_thread_id)
    await sandbox.play.do("bot", {"chat": forum, "status": "member"})
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await sandbox.bot.create_forum_topic(forum, "Case")


async def test_the_profile_is_kept_per_language(sandbox: Sandbox, maria: int) -> None:
    assert await sandbox.bot.set_my_name("Helpline")
    assert await sandbox.bot.set_my_name("Tulong", language_code="tl")
    assert (await sandbox.bot.get_my_name()).name == "Helpline"
    assert (await sandbox.bot.get_my_name("tl")).name == "Tulong"
    assert (await sandbox.bot.get_my_name("ar")).name == "Helpline"
    assert await sandbox.bot.set_my_description("Safe?")
    assert (await sandbox.bot.get_my_description()).description == "Safe?"
    assert await sandbox.bot.set_my_short_description("Free")
    assert (await sandbox.bot.get_my_short_description()).short_description == "Free"

    commands = [BotCommand("start", "Begin")]
    assert await sandbox.bot.set_my_commands(commands)
    assert await sandbox.bot.get_my_commands() == tuple(commands)
    scope = BotCommandScopeChat(maria)
    assert await sandbox.bot.set_my_commands([BotCommand("close", "Close")], scope=scope, language_code="en")
    assert (await sandbox.bot.get_my_commands(scope, "en"))[0].command == "close"
    assert await sandbox.bot.delete_my_commands()
    assert await sandbox.bot.get_my_commands() == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await sandbox.bot.set_my_commands([BotCommand("Not-Valid", "x")])


async def test_supergroups_count_their_own_messages(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.say(maria, "one")
    await sandbox.play.say(maria, "two")
    desk = await sandbox.play.group("Desk", [maria], kind="supergroup")
    sent = await sandbox.bot.send_message(desk, "hello")
    assert sent.message_id == 2  # the first said that the group was made
    assert await sandbox.play.say(maria, "three") == 3
