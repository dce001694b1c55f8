"""Messages that belong together leave together: calls of one album, until nothing more of it has come for a moment.

They wait here in memory; in the outbox each is a call of its own, so a crash in between loses none and the next
process gathers them again. No other call waits for an album: whatever else the same case says closes it at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.outgoing import Outgoing
from handoff.model import Route

QUIET = 2.0  # seconds in which nothing more of it comes
MOST_QUIETS = 5  # as often it may go on
MOST = 10  # items in one (Bot API, sendMediaGroup)
KNOWN = 2_000  # albums that a late item can still be laid to

TOGETHER: Mapping[str, str] = {
    "photo": "sendPhoto", "video": "sendVideo", "document": "sendDocument", "audio": "sendAudio",
}  # fmt: skip
"""What may stand in one. Photos and videos mix; documents and audio keep to their own (Bot API, sendMediaGroup)."""
_PART = {method: kind for kind, method in TOGETHER.items()}

_Key = tuple[int, str, Route | None]


@dataclass(slots=True)
class _Open:
    owner: bytes
    calls: list[Outgoing] = field(default_factory=list)


class Albums:
    """`put` takes what is ready to leave; `begin` starts the waiting beside everything else."""

    def __init__(
        self,
        put: Callable[[Outgoing], None],
        begin: Callable[[Awaitable[None]], None],
        sleep: Callable[[float], Awaitable[None]],
        quiet: float,
    ) -> None:
        self._put, self._begin, self._sleep, self._quiet = put, begin, sleep, quiet
        self._open: dict[_Key, _Open] = {}
        self._first: OrderedDict[_Key, int] = OrderedDict()  # message id of the first one, of those that are gone

    def gathers(self, call: Outgoing) -> bool:
        """True: it is part of an album, and leaves with it."""
        key = _key(call)
        for other in [one for one in self._open if one != key and self._ends(one, call)]:
            self._close(other)
        if key is None:
            return False
        if key not in self._open:
            self._open[key] = _Open(call.owner)
            self._begin(self._until_quiet(key, self._open[key]))
        self._open[key].calls.append(call)
        return True

    def _ends(self, key: _Key, call: Outgoing) -> bool:
        """Something else of the same case, or Hide: what is under way must stand in the chat before it is wiped."""
        return key[0] == call.lane and (self._open[key].owner == call.owner or bool(call.link.get("wipe")))

    def __len__(self) -> int:
        return sum(len(open.calls) for open in self._open.values())

    async def _until_quiet(self, key: _Key, open: _Open) -> None:
        for _ in range(MOST_QUIETS):
            came = len(open.calls)
            await self._sleep(self._quiet)
            if len(open.calls) == came:
                break
        if self._open.get(key) is open:
            self._close(key)

    def _close(self, key: _Key) -> None:
        first = self._first.get(key, 0)
        for call in in_groups(self._open.pop(key).calls):
            late = first and "reply_parameters" not in call.params
            answers = {"message_id": first, "allow_sending_without_reply": True}
            self._put(replace(call, params={**call.params, "reply_parameters": answers}) if late else call)

    def left(self, call: Outgoing, message: int) -> None:
        """It stands in the chat now: what comes late is laid to it."""
        key = _key(call)
        if key is not None:
            self._first.setdefault(key, message)
            if len(self._first) > KNOWN:
                self._first.popitem(last=False)


def _key(call: Outgoing) -> _Key | None:
    album = call.link.get("album")
    return (call.lane, album, call.route) if album else None


def in_groups(calls: Sequence[Outgoing]) -> Iterator[Outgoing]:
    """In the order in which they were written, as many in one as Telegram takes."""
    run: list[Outgoing] = []
    for call in sorted(calls, key=lambda one: int(one.link["twin"][1])):
        if run and (len(run) == MOST or _mixes(call) != _mixes(run[0])):
            yield _as_one(run)
            run = []
        run.append(call)
    if run:
        yield _as_one(run)


def _mixes(call: Outgoing) -> str:
    kind = _PART[call.method]
    return "photo" if kind == "video" else kind


def _as_one(calls: Sequence[Outgoing]) -> Outgoing:
    first = calls[0]
    if len(calls) == 1:
        return first
    own = {*TOGETHER, "caption", "caption_entities"}
    params: dict[str, Any] = {
        name: value for call in calls[::-1] for name, value in call.params.items() if name not in own
    }
    params["media"] = [_item(call) for call in calls]
    return replace(
        first, method="sendMediaGroup", params=params, parts=tuple(calls), attempts=max(one.attempts for one in calls),
        maybe_sent=any(one.maybe_sent for one in calls), not_before=max(one.not_before for one in calls),
    )  # fmt: skip


def _item(call: Outgoing) -> dict[str, Any]:
    kind = _PART[call.method]
    said = {name: call.params[name] for name in ("caption", "caption_entities") if name in call.params}
    return {"type": kind, "media": call.params[kind], **said}
