"""The way to play a person over HTTP: which path does what. JSON in, JSON out; no token, loopback only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.sandbox import groups, people
from bot.sandbox.model import Json
from bot.sandbox.people import Nonsense
from bot.sandbox.views import chat_view, events_view, updates_view, world_view
from bot.sandbox.world import World

LONGEST_WATCH = 50.0


def _clock(world: World, body: Json) -> Json:
    seconds = body.get("advance")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise Nonsense("advance: seconds to move forward are expected")
    world.advance(float(seconds))
    return _now(world)


def _now(world: World) -> Json:
    return {"now": datetime.fromtimestamp(world.unix(), UTC).isoformat(), "unix": world.unix()}


def _faults(world: World, body: Json) -> Json:
    try:
        world.faults.set(body)
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise Nonsense(f"faults: {wrong}") from None
    return world.faults.shown()


def _hurry(world: World, _: Json) -> Json:
    world.hurry()
    return {"updates": world.updates.count()}


def _limits(world: World, body: Json) -> Json:
    world.rates.on = bool(body.get("on"))
    return {"on": world.rates.on}


def _topics(world: World, body: Json) -> Json:
    world.topics_on = bool(body.get("on"))
    world.changed(0, "bot")
    return {"on": world.topics_on}


def _privacy(world: World, body: Json) -> Json:
    world.privacy = bool(body.get("on"))
    return {"on": world.privacy}


def _revoke(world: World, body: Json) -> Json:
    """@BotFather's /revoke: to the bot's own token everything answers 401 while this is on. `token`: the new one that
    he gives in its place; from here on only that is known."""
    world.token = str(body.get("token", world.token))
    world.revoked = bool(body.get("on"))
    return {"on": world.revoked}


ACTIONS: dict[str, Callable[[World, Json], Json]] = {
    "person": people.make_person,
    "send": people.send,
    "tap": people.tap,
    "edit": people.edit,
    "delete": people.delete,
    "react": people.react,
    "topic": people.topic,
    "block": people.block,
    "unblock": people.unblock,
    "deactivate": people.deactivate,
    "group": groups.make_group,
    "migrate": groups.migrate,
    "join": groups.join,
    "leave": groups.leave,
    "bot": groups.set_bot,
    "clock": _clock,
    "hurry": _hurry,
    "faults": _faults,
    "limits": _limits,
    "topics": _topics,
    "privacy": _privacy,
    "revoke": _revoke,
}


def act(world: World, name: str, raw: bytes) -> Json:
    """One POST under /play/."""
    if name == "update":
        return put_raw(world, raw)
    if name == "raw_updates":
        return put_all_raw(world, raw)
    action = ACTIONS.get(name)
    if action is None:
        raise Nonsense(f"there is nothing called {name} to play")
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError:
        raise Nonsense("the body is not JSON") from None
    if not isinstance(body, dict):
        raise Nonsense("the body is not a JSON object")
    return action(world, body)


def put_raw(world: World, raw: bytes) -> Json:
    """Any JSON at all goes into the queue byte for byte; an object without update_id gets the next one."""
    try:
        value = json.loads(raw)  # unlike orjson it lets lone surrogates pass, which is what a test may want
    except (ValueError, RecursionError):
        raise Nonsense("the body is not JSON") from None
    given: int | None = None
    if isinstance(value, dict) and "update_id" in value:
        said = value["update_id"]
        given = said if isinstance(said, int) and not isinstance(said, bool) else -1
    return {"update_id": world.updates.push_raw(raw.strip(), given)}


def put_all_raw(world: World, raw: bytes) -> Json:
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        raise Nonsense("the body is not JSON") from None
    if not isinstance(values, list):
        raise Nonsense("a list of updates is expected")
    return {"update_ids": [put_raw(world, json.dumps(value).encode())["update_id"] for value in values]}


async def look(world: World, name: str, query: dict[str, str]) -> Json:
    """One GET under /play/."""
    head, _, rest = name.partition("/")
    since = _whole(query, "since")
    if head == "chat":
        return _look_at_chat(world, rest, query, since)
    if head == "events":
        await world.watch(since, min(LONGEST_WATCH, float(_whole(query, "timeout", 25))))
        return events_view(world, since)
    if head == "journal":
        return {"n": world.journal.n, "calls": world.journal.since(since, query.get("method", ""))}
    simple: dict[str, Callable[[], Any]] = {
        "clock": lambda: _now(world),
        "faults": world.faults.shown,
        "limits": lambda: {"on": world.rates.on},
        "topics": lambda: {"on": world.topics_on},
        "privacy": lambda: {"on": world.privacy},
        "world": lambda: world_view(world),
        "updates": lambda: updates_view(world, since),
        "pending": lambda: {"updates": world.updates.count()},
    }
    if head not in simple:
        raise Nonsense(f"there is nothing called {head} to look at")
    shown: Json = simple[head]()
    return shown


def _look_at_chat(world: World, rest: str, query: dict[str, str], since: int) -> Json:
    chat = world.chats.get(int(rest)) if rest.lstrip("-").isdigit() else None
    if chat is None:
        raise Nonsense("there is no such chat")
    return chat_view(world, chat, _whole(query, "from", chat.id), since)


def _whole(query: dict[str, str], name: str, default: int = 0) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.lstrip("-").isdigit():
        raise Nonsense(f"{name}: a number is expected")
    return int(text)
