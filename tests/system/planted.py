"""The same bot with one fault each, so that the kill test can be seen to catch it. Production code has no switch.

`python -m tests.system.planted <fault>` runs as `helpline run` does.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from bot import build, starting, works
from bot.heard import Broken, Heard
from bot.ledger import asks
from bot.outgoing import Fate, Outgoing
from bot.telegram.gate import Gate
from bot.telegram.intake import Poller, Take, webhook_server
from bot.telegram.update import hear


class EarlyPoller(Poller):
    """Tells Telegram "received" while the commit is still to come: the order in which most bots do it."""

    async def _handle(self, raw: Sequence[Any]) -> None:
        heard = [hear(one) for one in raw]
        self._offset = max([self._offset, *(one.update_id + 1 for one in heard if one.update_id)])
        self._unkept = asyncio.ensure_future(self._take(heard))


class HastyGate(Gate):
    """A lane for every call: each leaves as soon as it can, whatever its chat is still waiting for."""

    def carry(self, calls: Sequence[Outgoing], toasts: Sequence[tuple[str, str, bool]]) -> None:
        for call in calls:
            self._begin(self._alone(call))
        super().carry((), toasts)

    async def _alone(self, call: Outgoing) -> None:
        while (fate := await self._carry_one(call)).state == "later":
            call = fate.call
            self._asks.note(fate)
        self._asks.note(fate)


def early_server(take: Take, *more: Any) -> web.Server:
    """The same by webhook: 200 while the commit is still to come."""
    unkept: set[asyncio.Future[None]] = set()

    async def soon(heard: Sequence[Heard | Broken]) -> None:
        unkept.add(asyncio.ensure_future(take(heard)))

    return webhook_server(soon, *more)


def early() -> None:
    setattr(works, "Poller", EarlyPoller)  # noqa: B010 (mypy: the name is not exported)
    setattr(build, "webhook_server", early_server)  # noqa: B010


def hasty() -> None:
    setattr(build, "Gate", HastyGate)  # noqa: B010


def forgetful() -> None:
    """What the last process had still to send is left where it is."""

    async def nothing(self: asks.LedgerAsks) -> list[Outgoing]:
        return []

    asks.LedgerAsks.left_behind = nothing  # type: ignore[method-assign]


def unmarked() -> None:
    """A repeat looks like any other message."""

    def as_it_is(self: Outgoing) -> Outgoing:
        return self

    Outgoing.marked = as_it_is  # type: ignore[method-assign]


def deaf() -> None:
    """What Telegram has accepted is written down by nobody."""

    def nothing(self: asks.LedgerAsks, fate: Fate) -> None: ...

    asks.LedgerAsks.note = nothing  # type: ignore[method-assign]


FAULTS: Mapping[str, Callable[[], None]] = {
    "early": early,
    "hasty": hasty,
    "forgetful": forgetful,
    "unmarked": unmarked,
    "deaf": deaf,
}


def main() -> None:
    FAULTS[sys.argv[1]]()
    starting.guarded(starting.run)


if __name__ == "__main__":
    main()
