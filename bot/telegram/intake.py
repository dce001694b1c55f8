"""How updates come in: long polling or webhook, one straight line behind both.

Telegram hears "received" (the next offset, or 200) only when the updates are on disk. Until then it keeps them.
"""

from __future__ import annotations

import asyncio
import hmac
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from aiohttp import web
from telegram import Bot

from bot.heard import Broken, Heard
from bot.logs import trouble
from bot.secret import Secret
from bot.telegram.request import Answer, Unsent, Unsure, Wire
from bot.telegram.update import ASKED_FOR, NotJson, hear, read_json

Take = Callable[[Sequence[Heard | Broken]], Awaitable[None]]

AT_A_TIME = 100  # updates in one getUpdates (Bot API)
_SHORTEST, _LONGEST = 0.5, 30.0  # seconds between tries


class Hook(NamedTuple):
    """What Telegram goes by. `foreign`: somebody else's address, or none where ours should be; it is put right."""

    foreign: bool
    pending: int


async def agree(bot: Bot, webhook: str, secret: Secret | None) -> Hook:
    """How updates shall come: where a webhook is wanted it is set as wanted, else one that is there is taken away."""
    info = await bot.get_webhook_info()
    if webhook and secret:
        if info.url != webhook or set(info.allowed_updates or ()) != set(ASKED_FOR):
            await bot.set_webhook(webhook, secret_token=secret.reveal(), allowed_updates=list(ASKED_FOR))
    elif info.url:
        await bot.delete_webhook(drop_pending_updates=False)
    return Hook(info.url != webhook, info.pending_update_count)


class Poller:
    """Long polling. `offset` moves only after the commit."""

    def __init__(self, wire: Wire, take: Take, *, timeout: int) -> None:
        self._wire, self._take, self._timeout = wire, take, timeout
        self._offset = 0
        self._failures = 0
        self.last_answer = 0.0  # by the event loop's clock
        self.refused = False  # Telegram does not know our token
        self.conflicts = 0  # how often it said that somebody else asks for our updates

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            raw = await self._fetch()
            if raw:
                await self._handle(raw)

    async def _fetch(self) -> Sequence[Any]:
        params = {
            "offset": self._offset, "timeout": self._timeout, "limit": AT_A_TIME, "allowed_updates": list(ASKED_FOR)
        }  # fmt: skip
        try:
            answer = await self._wire.call("getUpdates", params, within=self._timeout + 10)
        except (Unsent, Unsure) as fault:
            await self._pause("no_answer", str(fault))
            return ()
        if not answer.ok:
            await self._not_ok(answer)
            return ()
        self.refused = False
        self._failures, self.last_answer = 0, asyncio.get_running_loop().time()
        return answer.result if isinstance(answer.result, list) else ()

    async def _handle(self, raw: Sequence[Any]) -> None:
        heard = [hear(one) for one in raw]
        try:
            await self._take(heard)
        except Exception as fault:
            # Nothing was kept, so nothing is confirmed: Telegram will send the same updates again.
            await self._pause("not_kept", type(fault).__name__)
            return
        numbers = [one.update_id for one in heard if one.update_id]
        if not numbers:  # none can be confirmed: they would come again at once, for ever
            await self._pause("unnumbered", str(len(heard)))
            return
        # Of these, not of all times: after a silent week Telegram may count from anywhere, also from further down.
        self._offset = max(numbers) + 1

    async def _not_ok(self, answer: Answer) -> None:
        if answer.code == 409:
            self.conflicts += 1
            trouble("another_poller", None, status=409)
        if answer.code == 401 and not self.refused:
            self.refused = True
            trouble("token_refused", None, status=401)
        await self._pause("refused", str(answer.code), at_least=answer.retry_after)

    async def _pause(self, why: str, detail: str, at_least: float = 0.0) -> None:
        self._failures += 1
        pause = min(_LONGEST, _SHORTEST * 2 ** min(self._failures, 8)) * random.uniform(0.5, 1.0)
        trouble("poll_failed", None, reason=why, state=detail[:40], attempt=self._failures)
        await asyncio.sleep(max(pause, at_least))


def webhook_server(take: Take, secret: str, rider: Callable[[], Mapping[str, Any] | None]) -> web.Server:
    """POST /webhook: 200 after the commit, 503 when it could not be kept; then Telegram comes again.

    The answer may carry one call whose own answer nobody needs (`rider`). aiohttp's plain server: there is one path,
    and a router in front of it would cost more than reading the update."""
    expected = secret.encode()

    async def receive(request: web.BaseRequest) -> web.Response:
        if request.path != "/webhook" or request.method != "POST":
            return web.Response(status=404 if request.path != "/webhook" else 405)
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            return web.Response(status=401)
        if request.content_type != "application/json":
            return web.Response(status=400)
        try:
            raw = read_json(await request.read())
        except NotJson:
            return web.Response(status=400)
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        return await _keep(take, raw, rider)

    return web.Server(receive, access_log=None)  # reads at most 1 MiB of a body, which is what we allow


async def _keep(take: Take, raw: Any, rider: Callable[[], Mapping[str, Any] | None]) -> web.Response:
    try:
        await take([hear(raw)])
    except Exception as fault:  # nothing was kept, whatever the reason: Telegram must not hear "received"
        trouble("not_kept", fault)
        return web.Response(status=503, headers={"Retry-After": "5"})
    riding = rider()
    return web.Response(body=orjson.dumps(riding), content_type="application/json") if riding else web.Response()
