"""`python -m bot.sandbox`: the sandbox by itself, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import sys

from bot.clock import Clock
from bot.sandbox.api import serve


async def _run(port: int, token: str, remember: int, seed: int) -> None:
    running = await serve(port, token, Clock(), remember=remember, seed=seed)
    stop = asyncio.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(which, stop.set)
    sys.stdout.write(f"sandbox {running.url}\n")
    sys.stdout.flush()
    await stop.wait()
    await running.stop()


def _token(text: str) -> str:
    number, colon, secret = text.partition(":")
    if not (number.isdecimal() and colon and secret):
        raise argparse.ArgumentTypeError("a token is the bot's number, a colon and anything: 1:TEST")
    return text


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A local Telegram Bot API on loopback.")
    asked.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    asked.add_argument("--token", type=_token, default="1:TEST", help="the token the bot will use")
    asked.add_argument("--remember", type=int, default=0, help="keep only so many calls and messages; 0 keeps all")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    # Messages live long and point at each other in no circles: looking through all of them often is time lost.
    gc.set_threshold(50_000, 50, 100)
    running = _run(given.port, given.token, given.remember, given.seed)
    try:
        import uvloop
    except ImportError:  # not on every platform; slower, not different
        asyncio.run(running)
    else:
        uvloop.run(running)


if __name__ == "__main__":
    main()
