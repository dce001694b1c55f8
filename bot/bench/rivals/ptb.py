"""Stock python-telegram-bot: getUpdates, dispatch, and an echo. `concurrent` lets it handle 256 updates at once."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(api: str, token: str, mode: str) -> None:
    built = Application.builder().token(token).base_url(f"{api}/bot").concurrent_updates(mode == "concurrent").build()
    built.add_handler(MessageHandler(filters.TEXT, echo))
    built.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:4])
