"""What the bot says of itself, and its answers to taps."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.limits import TOAST, units
from bot.sandbox.model import Json
from bot.sandbox.refused import bad
from bot.sandbox.updates import TAP_LIVES
from bot.sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, _: Call) -> Json:
    return world.shown_bot()


def done(_: World, __: Call) -> bool:
    """logOut and close: nothing to do here."""
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    query = world.queries.get(call.text("callback_query_id"))
    if query is None or world.unix() - query.made > TAP_LIVES:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text")
    if units(text) > TOAST:
        raise bad("MESSAGE_TOO_LONG")
    world.toast(query, text, call.flag("show_alert"))
    return True


def set_my_commands(world: World, call: Call) -> bool:
    commands: Any = call.tree("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("commands must be an Array of at most 100 BotCommand")
    for one in commands:
        if not isinstance(one, dict) or not _COMMAND.match(str(one.get("command"))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description") or "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile[_commands_key(call)] = commands
    world.changed(0, "bot")
    return True


def get_my_commands(world: World, call: Call) -> list[Json]:
    found: list[Json] = world.profile.get(_commands_key(call), [])
    return found


def delete_my_commands(world: World, call: Call) -> bool:
    world.profile.pop(_commands_key(call), None)
    world.changed(0, "bot")
    return True


def _commands_key(call: Call) -> str:
    scope = call.tree("scope") or {"type": "default"}
    return f"commands:{json.dumps(scope, sort_keys=True)}:{call.text('language_code')}"


def set_my_text(world: World, call: Call) -> bool:
    """setMyName, setMyDescription and setMyShortDescription: one text per language each."""
    field = _field(call)
    text = call.text(field)
    if units(text) > _LIMITS[field]:
        raise bad(f"{field} is too long")
    world.profile[f"{field}:{call.text('language_code')}"] = text
    world.changed(0, "bot")
    return True


def get_my_text(world: World, call: Call) -> Json:
    field = _field(call)
    default = world.profile.get(f"{field}:", world.bot.name if field == "name" else "")
    return {field: world.profile.get(f"{field}:{call.text('language_code')}") or default}


def _field(call: Call) -> str:
    return {"name": "name", "description": "description", "shortdescription": "short_description"}[
        call.method.lower()[5:]
    ]
