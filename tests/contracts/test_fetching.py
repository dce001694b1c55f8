"""Fetching a file: as python-telegram-bot and the Bot API's pages do it, and what a line between us may do to it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from bot.sandbox.limits import DOWNLOAD
from bot.telegram.fetching import LARGEST, Digest, Fetcher, NotFetched
from bot.telegram.request import Unsent, Wire
from tests.contracts.small_telegram import TOKEN, Sandbox

DATA = bytes(range(256)) * 4096  # 1 MB


@contextlib.asynccontextmanager
async def wire_to(url: str, within: float = 20.0) -> AsyncIterator[Wire]:
    wire = Wire(url, TOKEN, answer_within=within)
    await wire.open()
    try:
        yield wire
    finally:
        await wire.close()


async def refused(fetcher: Fetcher, file_id: str = "F") -> str:
    with pytest.raises(NotFetched) as none:
        await fetcher.digest(file_id)
    assert none.value.__cause__ is None and TOKEN not in repr(none.value)
    return none.value.why


async def test_it_is_what_pythons_library_for_telegram_downloads(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.send_file(maria, "document", DATA, file_name="Ünï code #1?.pdf")
    [update] = await sandbox.bot.get_updates()
    assert update.message is not None and update.message.document is not None
    held = await sandbox.bot.get_file(update.message.document.file_id)
    theirs = bytes(await held.download_as_bytearray())
    assert held.file_path is not None and held.file_path.startswith(f"{sandbox.running.url}/file/bot{TOKEN}/documents/")
    async with wire_to(sandbox.running.url) as wire:
        assert await Fetcher(wire).digest(held.file_id) == Digest(hashlib.sha256(theirs).hexdigest(), len(theirs))
        path, pieces = held.file_path.split(f"{TOKEN}/")[1], list[int]()
        assert await wire.fetch(path, lambda piece: pieces.append(len(piece)), within=5) == 200
        assert sum(pieces) == len(DATA) and max(pieces) < len(DATA) / 2, "piece by piece, and never the whole of it"


async def test_what_telegram_gives_to_no_bot_and_what_it_does_not_know(sandbox: Sandbox, maria: int) -> None:
    assert LARGEST == DOWNLOAD == 20 * 2**20
    await sandbox.play.send_file(maria, "document", b"x", file_name="all.zip", size=LARGEST + 1)
    [update] = await sandbox.bot.get_updates()
    assert update.message is not None and update.message.document is not None
    async with wire_to(sandbox.running.url) as wire:
        assert await refused(Fetcher(wire), update.message.document.file_id) == "too_big"
        assert await refused(Fetcher(wire), "AgADnever") == "gone"
        assert await wire.fetch("documents/file_99", lambda piece: None, within=5) == 404


Answers = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def line(file: Answers, said: str = '{"file_id": "F", "file_path": "a b/f_1"}') -> AsyncIterator[str]:
    """A Bot API of which only the file's own answer is of interest."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        if request.path.endswith("/getFile"):
            return web.Response(body=f'{{"ok": true, "result": {said}}}', content_type="application/json")
        assert request.raw_path == f"/file/bot{TOKEN}/a%20b/f_1"
        return await file(request)

    runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def endless(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(bytes(2**16))
    return response


async def cut_off(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"half")
    assert request.transport is not None
    request.transport.abort()
    return response


async def hanging(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"half")
    await asyncio.Event().wait()
    return response


async def packed(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})


async def elsewhere(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"})


async def whole(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=b"whole")


async def broken(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(status=502, body=b"<html>")


@pytest.mark.parametrize(
    ("file", "why"),
    [(endless, "too_big"), (cut_off, "away"), (packed, "away"), (elsewhere, "away"), (broken, "away")],
)
async def test_no_digest_of_what_is_not_the_file(file: Answers, why: str) -> None:
    async with line(file) as url, wire_to(url) as wire:
        assert await refused(Fetcher(wire, largest=2**20)) == why


async def test_one_that_stops_in_the_middle_is_not_waited_for_for_ever() -> None:
    async with line(hanging) as url, wire_to(url, within=0.05) as wire:
        assert await refused(Fetcher(wire)) == "away"


@pytest.mark.parametrize(
    ("said", "why"),
    [('{"file_id": "F"}', "gone"), ('{"file_path": 7}', "gone"), ("[]", "gone"),
     ('{"file_path": "a b/f_1", "file_size": 6}', "away")],
)  # fmt: skip
async def test_an_answer_without_a_path_or_with_another_size_gives_none(said: str, why: str) -> None:
    async with line(whole, said) as url, wire_to(url) as wire:
        assert await refused(Fetcher(wire)) == why


async def test_where_nobody_listens_or_the_wire_is_shut_it_is_no_answer() -> None:
    async with line(whole) as url:
        shut = Wire(url, TOKEN)
        assert await refused(Fetcher(shut)) == "away"
        with pytest.raises(Unsent):
            await shut.fetch("a", lambda piece: None, within=1)
