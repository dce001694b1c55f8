"""Contacts and places that the bot sends: messages that are no text and no file."""

from __future__ import annotations

from bot.sandbox import shapes
from bot.sandbox.call import Call
from bot.sandbox.methods.reach import writable
from bot.sandbox.methods.sending import around
from bot.sandbox.model import Json
from bot.sandbox.refused import bad
from bot.sandbox.world import World


def send_contact(world: World, call: Call) -> Json:
    card = _needed(call, "phone_number", "first_name")
    if call.text("last_name"):
        card["last_name"] = call.text("last_name")
    return _post(world, call, {"contact": card})


def send_location(world: World, call: Call) -> Json:
    return _post(world, call, {"location": _place(call)})


def send_venue(world: World, call: Call) -> Json:
    place = _place(call)
    return _post(world, call, {"venue": {"location": place, **_needed(call, "title", "address")}, "location": place})


def _post(world: World, call: Call, content: Json) -> Json:
    chat = writable(world, call)
    return shapes.message(world.post(chat, world.bot, extra=content, **around(world, chat, call)))


def _needed(call: Call, *names: str) -> Json:
    found: Json = {}
    for name in names:
        found[name] = call.text(name)
        if not found[name].strip():
            raise bad(f"{name.replace('_', ' ')} must be non-empty")
    return found


def _place(call: Call) -> Json:
    found: Json = {}
    for name, most in (("latitude", 90), ("longitude", 180)):
        try:
            found[name] = float(call.text(name))
        except ValueError:
            raise bad(f"{name} is empty") from None
        if abs(found[name]) > most:
            raise bad("wrong location provided")
    return found
