"""Groups: made, joined, left, turned into supergroups, and the bot added to them or thrown out."""

from __future__ import annotations

from bot.sandbox import shapes
from bot.sandbox.model import Account, Chat, Json
from bot.sandbox.people import Nonsense, person_of
from bot.sandbox.world import World


def make_group(world: World, body: Json) -> Json:
    """The first member makes the group and adds the bot; a forum needs it as administrator."""
    forum = bool(body.get("forum"))
    kind = "supergroup" if forum else str(body.get("kind") or "group")
    if kind not in ("group", "supergroup"):
        raise Nonsense("kind: group or supergroup")
    members = [person_of(world, {"from": id_}) for id_ in body.get("members") or []]
    if not members:
        raise Nonsense("members: a group needs at least one person")
    status = "administrator" if forum or body.get("bot") == "administrator" else "member"
    chat = world.add_group(kind, str(body.get("title") or "Group"), forum=forum)
    chat.members = {members[0].id: "creator", **{one.id: "member" for one in members[1:]}}
    _set_bot(world, chat, members[0], status)
    _service(world, chat, members[0], {"group_chat_created" if kind == "group" else "supergroup_chat_created": True})
    return {"id": chat.id}


def set_bot(world: World, body: Json) -> Json:
    """Change what the bot is in a group: member, administrator, restricted (it may not write), kicked, or left."""
    chat = _group(world, body)
    status = str(body.get("status"))
    if status not in ("member", "administrator", "restricted", "kicked", "left"):
        raise Nonsense("status: member, administrator, restricted, kicked or left")
    by = world.accounts[next(id_ for id_ in chat.members if id_ != world.bot.id)]
    _set_bot(world, chat, by, status)
    return {}


def join(world: World, body: Json) -> Json:
    return _move(world, body, "left", "member")


def leave(world: World, body: Json) -> Json:
    return _move(world, body, "member", "left")


def _move(world: World, body: Json, old: str, new: str) -> Json:
    person, chat = person_of(world, body), _group(world, body)
    if (person.id in chat.members) == (new == "member"):
        raise Nonsense("from: this person is in that group already" if new == "member" else "from: not in that group")
    if new == "member":
        chat.members[person.id] = new
        _service(world, chat, person, {"new_chat_members": [person.shown]})
    else:
        old = chat.members.pop(person.id)
        _service(world, chat, person, {"left_chat_member": person.shown})
    change = shapes.member_change(chat, person, person, old, new, int(world.unix()))
    world.updates.push("chat_member", change, chat.id)
    return {}


def migrate(world: World, body: Json) -> Json:
    """A basic group becomes a supergroup under a new id; the old one only points there."""
    old = _group(world, body)
    if old.kind != "group":
        raise Nonsense("chat: only a basic group can become a supergroup")
    new = world.add_group("supergroup", old.title, forum=False)
    new.members = dict(old.members)
    by = world.accounts[next(id_ for id_, status in old.members.items() if status == "creator")]
    _service(world, old, by, {"migrate_to_chat_id": new.id})
    _service(world, new, by, {"migrate_from_chat_id": old.id})
    old.migrated_to = new.id
    return {"id": new.id}


def _group(world: World, body: Json) -> Chat:
    given = body.get("chat")
    chat = world.chats.get(given) if isinstance(given, int) else None
    if chat is None or chat.private:
        raise Nonsense("chat: there is no such group")
    return chat


def _set_bot(world: World, chat: Chat, by: Account, status: str) -> None:
    old = chat.members.get(world.bot.id, "left")
    chat.members[world.bot.id] = status
    change = shapes.member_change(chat, by, world.bot, old, status, int(world.unix()))
    world.updates.push("my_chat_member", change, chat.id)
    chat.seq = world.changed(chat.id, "member")


def _service(world: World, chat: Chat, by: Account, extra: Json) -> None:
    world.tell_bot("message", world.post(chat, by, extra=extra))
