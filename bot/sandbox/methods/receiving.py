"""How the bot comes to its updates: by asking, or by having them brought."""

from __future__ import annotations

import re
from typing import Any

import orjson

from bot.sandbox.call import Call
from bot.sandbox.model import Json
from bot.sandbox.refused import Refused, bad
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}\Z")
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


def _remember_kinds(world: World, call: Call) -> None:
    """What is not named stays as it was; an empty list is the usual selection."""
    kinds: Any = call.tree("allowed_updates")
    if isinstance(kinds, list):
        world.updates.allowed = tuple(str(kind) for kind in kinds)


async def get_updates(world: World, webhook: Webhook, call: Call) -> list[orjson.Fragment]:
    if webhook.url:
        raise Refused(409, WEBHOOK_ACTIVE)
    _remember_kinds(world, call)
    limit = call.whole("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100
    timeout = min(50, max(0, call.whole("timeout")))
    batch = await world.updates.poll(call.whole("offset"), limit, timeout)
    return [orjson.Fragment(update.body) for update in batch]


def set_webhook(world: World, webhook: Webhook, call: Call) -> bool:
    """Plain http on loopback is allowed here, as with a Bot API server of one's own."""
    url = call.text("url")
    secret = call.text("secret_token")
    if not url:
        return delete_webhook(world, webhook, call)
    if not url.startswith(("http://", "https://")):
        raise bad("bad webhook: invalid webhook URL specified")
    if not _SECRET.match(secret):
        raise bad("secret token contains unallowed characters")
    _remember_kinds(world, call)
    if call.flag("drop_pending_updates"):
        world.updates.drop_all()
    world.updates.end_poll("terminated by setWebhook request")
    connections = call.whole("max_connections", 40)
    webhook.open(url, secret, connections if 1 <= connections <= 100 else 40)
    return True


def delete_webhook(world: World, webhook: Webhook, call: Call) -> bool:
    webhook.close()
    if call.flag("drop_pending_updates"):
        world.updates.drop_all()
    return True


def get_webhook_info(world: World, webhook: Webhook, _: Call) -> Json:
    shown: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": world.updates.count()}
    if webhook.url:
        shown.update(webhook.shown())
    if world.updates.allowed:
        shown["allowed_updates"] = list(world.updates.allowed)
    return shown
