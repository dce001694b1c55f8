"""What every start has in common: the settings, the loop, and the last door, where an operator is told what went wrong.

Without typer and whatever else only commands need: a running bot carries what was imported here for weeks.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from bot.settings import Settings

Result = TypeVar("Result")

# Errors whose own text says what is wrong and what to do. By name: to import them all takes longer than to fail.
FOR_OPERATORS = (
    "bot.build.TokenRefused",
    "bot.durable.UnsafeDatabase",
    "bot.ledger.sole.AnotherRuns",
    "bot.seal.keyring.KeyringRefused",
    "bot.settings.BadSettings",
    "bot.tongues.meanings.BadLog",
)
FOR_AUTHORS = "flows.engine.fault.Faulty"


def settings() -> Settings:
    """From the environment; warnings are told at once."""
    from bot.refusals import settled

    found = settled(os.environ)
    for warning in found.warnings:
        _say(f"Note: {warning}")
    return found


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def run() -> None:
    """`helpline run`: until it is told to stop."""
    found = settings()  # first: what is wrong with them is told at once

    gc.disable()  # until the house stands (bot.build.start): nothing that is made on the way there is garbage
    from bot import build, logs

    logs.set_up()
    finish(build.run(found))


def guarded(work: Callable[[], object]) -> NoReturn:
    """What an operator can put right is said in sentences; of anything else only a class and a place, never words."""
    try:
        work()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as wrong:  # the last door: whoever typed the command is told
        raise SystemExit(_told(wrong)) from None
    raise SystemExit(0)


def _told(wrong: Exception) -> int:
    from bot.logs import seen

    name = f"{type(wrong).__module__}.{type(wrong).__name__}"
    if name in FOR_OPERATORS:
        _say(f"helpline did not start, and nothing was changed.\n\n{wrong}")
        return 2
    if name == FOR_AUTHORS:
        _say(
            f"The content cannot be used yet, and nothing was changed.\n\n{wrong}\n\n"
            "Put this right first. `helpline check` looks at everything, `helpline explain CODE` says more about each."
        )
        return 2
    where = seen(wrong)
    _say(
        f"helpline stopped: {where['error']} at {where['place']}.\n"
        "Nothing it had accepted is lost: that is in the database, and the rest is still with Telegram.\n"
        "`helpline doctor` says what is not as it must be. If it finds nothing, give the first line to whoever "
        "looks after the program."
    )
    return 1


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
