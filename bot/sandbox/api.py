"""The sandbox's HTTP: the Bot API, the way to play people, and the page, on one loopback port."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson
from aiohttp import web

from bot.clock import Clock
from bot.sandbox import play, static
from bot.sandbox.call import Call, read_call
from bot.sandbox.limits import UPLOAD
from bot.sandbox.methods import METHODS, WEBHOOK_METHODS
from bot.sandbox.methods.receiving import get_updates
from bot.sandbox.people import Nonsense
from bot.sandbox.refused import Refused, too_many
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

HOST = "127.0.0.1"
LARGEST_BODY = UPLOAD + 30 * 2**20  # base64 makes a played file a third bigger
_JSON = {"Content-Type": "application/json"}
# A page elsewhere in the browser must not play people here: only names of this machine are answered.
_OUR_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class Server:
    """One world behind one port. aiohttp's low-level server: there are three prefixes and no middleware to pay for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.webhook = Webhook(world, self._answer_in_reply)
        self._ending = False

    def end_waits(self) -> None:
        """Whoever waits for news is answered, and asks no more on the same connection."""
        self._ending = True
        self.world.updates.end_poll("the server is stopping")
        self.world.changed(0, "end")

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path, known = request.path, f"bot{self.world.token}/"
        if path.startswith(f"/{known}") and not self.world.revoked:
            return await self._bot_call(request, path[len(known) + 1 :])
        if path.startswith("/bot"):
            return _answer(Refused(401, "Unauthorized").answer(), 401)
        if path.startswith(f"/file/{known}"):
            return self._download(path[len(f"/file/{known}") :])
        if request.host.rpartition(":")[0] not in _OUR_NAMES or _foreign(request):
            return _answer({"error": "only for pages and tools on this machine"}, 403)
        if path.startswith("/play/"):
            response = await self._play(request, path[6:])
            if self._ending:
                response.force_close()
            return response
        return static.page(path)

    # -- the Bot API

    async def _bot_call(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        try:
            call = await self._read(request, method)
        except Refused as refused:
            return _answer(refused.answer(), refused.code)
        faults, key = self.world.faults, method.lower()
        fault = faults.draw(key)
        if faults.latency:
            await asyncio.sleep(faults.latency / 2)
        response = await self._answer_call(call, key, fault)
        if faults.latency:
            await asyncio.sleep(faults.latency / 2)
        if fault in ("lost_answer", "lost_call") and request.transport is not None:
            request.transport.abort()
        return response

    async def _read(self, request: web.BaseRequest, method: str) -> Call:
        if (request.content_length or 0) > LARGEST_BODY:
            raise Refused(413, "Request Entity Too Large")
        body = await request.content.read() if request.body_exists else b""
        return read_call(method, request.query_string, request.headers.get("Content-Type", ""), body)

    async def _answer_call(self, call: Call, key: str, fault: str) -> web.Response:
        world, before = self.world, self.world.seq
        status, result, description = 200, None, ""
        try:
            result = await self._run(call, key, fault)
            answer = {"ok": True, "result": result}
        except Refused as refused:
            status, description, answer = refused.code, refused.description, refused.answer()
        heard = 0 if fault in ("lost_answer", "lost_call") else status
        world.journal.note(
            world.unix(), call, heard, effect=world.seq != before, fault=fault, result=result, description=description
        )
        if fault == "bad_gateway":
            return web.Response(status=502, body=b"<html>502 Bad Gateway</html>", content_type="text/html")
        return _answer(answer, status)

    async def _run(self, call: Call, key: str, fault: str) -> Any:
        if fault == "too_many":
            raise too_many(self.world.faults.retry_after)
        if fault == "bad_gateway":
            raise Refused(502, "Bad Gateway")
        if fault == "lost_call":
            raise Refused(500, "the call was lost on its way")
        method = METHODS.get(key)
        if method is not None:
            return method(self.world, call)
        if key == "getupdates":
            return await get_updates(self.world, self.webhook, call)
        by_webhook = WEBHOOK_METHODS.get(key)
        if by_webhook is None:
            raise Refused(404, "Not Found: method not found")
        return by_webhook(self.world, self.webhook, call)

    def _answer_in_reply(self, body: bytes) -> None:
        """A method that the bot put into its answer to a webhook: done without a word about how it went."""
        try:
            given = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        name = str(given.pop("method", ""))
        method = METHODS.get(name.lower())
        if method is None or name.lower().startswith("get"):
            return
        world, call, before, status, description = self.world, Call(name, given), self.world.seq, 200, ""
        try:
            method(world, call)
        except Refused as refused:
            status, description = refused.code, refused.description
        world.journal.note(world.unix(), call, status, effect=world.seq != before, fault="", description=description)

    def _download(self, path: str) -> web.Response:
        held = self.world.files.by_path(unquote(path))
        if held is None:
            return _answer(Refused(404, "Not Found").answer(), 404)
        return web.Response(body=held.data, content_type="application/octet-stream")

    # -- playing people

    async def _play(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        try:
            if request.method == "POST":
                if (request.content_length or 0) > LARGEST_BODY:
                    raise Nonsense("the body is too large")
                return _answer(play.act(self.world, name, await request.content.read()), 200)
            if name.startswith("file/"):
                held = self.world.files.by_unique(unquote(name[5:]))
                if held is None:
                    raise Nonsense("there is no such file")
                return static.chat_file(held)
            return _answer(await play.look(self.world, name, dict(parse_qsl(request.query_string))), 200)
        except Nonsense as nonsense:
            return _answer({"error": str(nonsense)}, 400)


def _foreign(request: web.BaseRequest) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"http://{request.host}"


def _answer(body: Any, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, headers=_JSON)


@dataclass(slots=True)
class Running:
    """A sandbox that answers. `url` is what HELPLINE_API_URL wants."""

    url: str
    world: World
    _server: Server
    _runner: web.ServerRunner

    @property
    def webhook_url(self) -> str:
        return self._server.webhook.url

    async def stop(self) -> None:
        self._server.end_waits()
        await self._server.webhook.stop()
        await self._runner.cleanup()


async def serve(port: int, token: str, clock: Clock, *, remember: int = 0, seed: int = 1) -> Running:
    """Start on loopback; port 0 takes a free one. `remember` bounds journal, chats and toasts for long runs."""
    server = Server(World(token, clock, remember=remember, seed=seed))
    runner = web.ServerRunner(web.Server(server.handle, access_log=None), shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, HOST, port, backlog=1024)
    await site.start()
    address = runner.addresses[0]
    return Running(f"http://{HOST}:{address[1]}", server.world, server, runner)
