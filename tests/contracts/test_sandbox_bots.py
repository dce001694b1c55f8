"""Bots that were not written for the sandbox run in it unmodified; and no call, however odd, upsets it."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.clock import Clock
from bot.sandbox import people
from bot.sandbox.call import Call, read_call
from bot.sandbox.methods import METHODS
from bot.sandbox.player import Player
from bot.sandbox.refused import Refused
from bot.sandbox.world import World
from tests.contracts.small_telegram import TOKEN, Sandbox


async def bot_says(sandbox: Sandbox, person: int, count: int) -> list[str]:
    """What stands in the chat from the bot, once it is so many."""
    async with asyncio.timeout(10):
        while True:
            seq = (await sandbox.play.look("world"))["seq"]
            said = [one["text"] for one in await sandbox.play.seen(person) if one["from"] == "bot"]
            if len(said) >= count:
                return said
            await sandbox.play.look(f"events?since={seq}&timeout=5")


async def test_a_ptb_echo_bot(sandbox: Sandbox, maria: int) -> None:
    async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text("Welcome")

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None and update.message.text is not None
        await update.message.reply_text(update.message.text, do_quote=True)

    async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("tapped")

    url = sandbox.running.url
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    build = Application.builder().token(TOKEN).base_url(f"{url}/bot").request(requests[0])
    application = build.get_updates_request(requests[1]).build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(tapped))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        await sandbox.play.say(maria, "/start")
        await sandbox.play.say(maria, "Kumusta")
        assert await bot_says(sandbox, maria, 2) == ["Welcome", "Kumusta"]
        await sandbox.play.forge(maria, 1, "y")
        async with asyncio.timeout(10):
            while not (await sandbox.play.chat(maria))["toasts"]:
                await sandbox.play.look("events?timeout=1")
        await application.updater.stop()
        await application.stop()


async def test_an_aiogram_echo_bot(sandbox: Sandbox, maria: int) -> None:
    import aiogram  # three seconds, which else every process of the tests would wait for
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    dispatcher = aiogram.Dispatcher()

    @dispatcher.message()
    async def echo(message: aiogram.types.Message) -> None:
        await message.send_copy(message.chat.id)

    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.running.url))
    async with aiogram.Bot(TOKEN, session=session) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        await sandbox.play.say(maria, "Kumusta")
        await sandbox.play.send_file(maria, "voice", b"OggS" * 1000)
        assert await bot_says(sandbox, maria, 2) == ["Kumusta", ""]
        await dispatcher.stop_polling()
        await polling


async def test_the_sandbox_by_itself_says_where_it_is() -> None:
    command = [sys.executable, "-m", "bot.sandbox", "--port", "0", "--token", TOKEN]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    word, url = (await process.stdout.readline()).decode().split()
    assert word == "sandbox"
    async with Player(url) as play:
        assert (await play.look("world"))["bot"]["id"] == 42
    process.terminate()
    assert await process.wait() == 0


def test_forms_multipart_and_json_are_read_alike() -> None:
    form = read_call("sendMessage", "", "application/x-www-form-urlencoded", b"chat_id=7&text=a%20b+c%26&x=")
    assert dict(form.params) == {"chat_id": "7", "text": "a b c&", "x": ""}
    as_json = read_call("sendMessage", "", "application/json; charset=utf-8", b'{"chat_id":7,"text":"a b c&"}')
    assert (as_json.whole("chat_id"), as_json.text("text")) == (7, "a b c&")
    body = (
        b'--XX\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n7\r\n'
        b'--XX\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\x00\r\n--X\r\n\r\n--XX--\r\n"
    )
    parts = read_call("sendPhoto", "text=q", 'multipart/form-data; boundary="XX"', body)
    assert dict(parts.params) == {"text": "q", "chat_id": "7"}
    assert (parts.files["photo"].name, parts.files["photo"].data) == ("a.jpg", b"\x00\r\n--X\r\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "chat_id", "from_chat_id", "message_id", "message_ids", "text", "caption", "entities", "caption_entities",
    "reply_markup", "reply_parameters", "message_thread_id", "media", "photo", "voice", "document", "file_id",
    "user_id", "name", "commands", "scope", "language_code", "reaction", "action", "callback_query_id", "icon_color",
    "show_alert", "description",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(METHODS)), st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6), st.booleans())
def test_no_parameters_upset_a_method(method: str, params: dict[str, Any], known: bool) -> None:
    world = World(TOKEN, Clock())
    people.make_person(world, {"name": "Maria", "id": 7, "started": True})
    people.send(world, {"from": 7, "text": "hello"})
    if known:
        params = {**params, "chat_id": 7, "from_chat_id": 7, "message_id": 1}
    with contextlib.suppress(Refused):  # in Telegram's words: that is an answer; anything else is our fault
        orjson.dumps(METHODS[method](world, Call(method, params)))
