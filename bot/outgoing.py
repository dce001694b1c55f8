"""One call that a turn wants made, as it lies in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from handoff.model import CaseId, Route, StaffId, Token

MOST_TEXT, MOST_CAPTION = 4096, 1024  # UTF-16 units (Bot API)

REPEAT_MARK = "↻ "
"""Stands before a message that may have come once already."""

LEAVES_A_MESSAGE = frozenset({"screen", "words", "notice", "card"})
"""Kinds of calls."""


NO_CASE = -1
"""In place of a topic: the case was erased, and what was for it goes nowhere."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`params` go to the Bot API as they stand, `owner` names the key under which they are sealed while they wait.

    `kind` says what an unknown outcome means: screen, notice, card and words may be sent again,
    marked; tidy and edit are repeated silently because repeating them changes nothing.
    """

    id: bytes
    seq: int
    owner: bytes
    kind: str  # screen | words | notice | card | edit | tidy | topic | sign (now or never, and in no outbox)
    method: str
    params: Mapping[str, Any]
    route: Route | None = None  # words of a case: checked against the live claim before they leave
    topic: CaseId | None = None  # goes into this case's topic of the lane's chat
    link: Mapping[str, Any] = field(default_factory=dict)  # what the ledger notes when Telegram has accepted it
    attempts: int = 0
    maybe_sent: bool = False  # a crash or a lost answer: it may have arrived
    not_before: float = 0.0  # Unix seconds
    at: float = 0.0  # Unix seconds; when it was wanted
    parts: tuple[Outgoing, ...] = ()  # of an album: in the outbox each is a call of its own

    @property
    def lane(self) -> int:
        """The chat: calls of one lane leave in the order of `seq`."""
        return int(self.params["chat_id"])

    def packed(self) -> bytes:
        topic, reader = self.topic.hex() if self.topic else "", self.route.reader if self.route else None
        return orjson.dumps([self.kind, self.method, self.params, topic, self.link, reader.hex() if reader else ""])

    def marked(self) -> Outgoing:
        """The same call, made to say that it may be a repeat."""
        return self if self.kind in ("edit", "tidy", "topic") else self.headed(REPEAT_MARK)

    def headed(self, head: str) -> Outgoing:
        """Unchanged where there is no room for it, or no place."""
        if self.method in _HEADLESS:
            return self
        if self.method == "sendMediaGroup":
            return replace(self, params=_album_with_head(self.params, head))
        return replace(self, params=_with_head(self.params, head))

    def as_new(self) -> Outgoing:
        """What was to change a screen, as a screen of its own. In somebody's own chat it does not ring: a change would
        not have rung, and her phone may lie where others hear it."""
        params = {key: value for key, value in self.params.items() if key != "message_id"}
        if params["chat_id"] > 0:
            params["disable_notification"] = True
        return replace(self, method="sendMessage", kind="screen", params=params)

    def without_entities(self) -> Outgoing:
        left = {key: value for key, value in self.params.items() if key not in ("entities", "caption_entities")}
        if "media" in left:
            left["media"] = [{k: v for k, v in item.items() if k != "caption_entities"} for item in left["media"]]
        return replace(self, params=left)

    def without_quote(self) -> Outgoing:
        """The answer to the whole of a message in place of a part of it."""
        whole = {key: value for key, value in self.params["reply_parameters"].items() if key != "quote"}
        return replace(self, params={**self.params, "reply_parameters": whole})


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a call. `state`: sent (Telegram has it, as `message`), failed, unknown, blocked (she stopped the
    bot), stale (the claim it rests on is over), silent (nothing may appear in her chat now), later (not before
    `not_before`, Unix seconds)."""

    call: Outgoing
    state: str
    message: int = 0
    reason: str = ""
    not_before: float = 0.0
    messages: tuple[int, ...] = ()  # of an album: which each of its parts is

    def each(self) -> list[Fate]:
        """Of an album: what became of each part."""
        if not self.call.parts:
            return [self]
        whole = self.call
        ids = self.messages or (0,) * len(whole.parts)
        parts = [
            replace(part, attempts=whole.attempts, maybe_sent=whole.maybe_sent, not_before=whole.not_before)
            for part in whole.parts
        ]
        return [replace(self, call=part, message=id, messages=()) for part, id in zip(parts, ids, strict=True)]


def unpack(plain: bytes, **row: Any) -> Outgoing:
    kind, method, params, topic, link, *reader = orjson.loads(plain)
    if reader and reader[0] and row.get("route"):
        row["route"] = replace(row["route"], reader=StaffId(bytes.fromhex(reader[0])))
    return Outgoing(
        kind=kind, method=method, params=params, topic=CaseId(bytes.fromhex(topic)) if topic else None, link=link, **row
    )


def route_of(case: bytes | None, token: int | None) -> Route | None:
    return Route(CaseId(case), Token(token)) if case is not None and token is not None else None


_HEADLESS = frozenset(
    {"sendVideoNote", "sendSticker", "sendContact", "sendLocation", "sendVenue", "copyMessage", "deleteMessages"}
)
"""What carries no words of ours."""


def _album_with_head(params: Mapping[str, Any], head: str) -> dict[str, Any]:
    """Over the one caption there is, for only then it is shown below the album; else over the first. Wherever there
    is room for it, in the end."""
    items = list(params["media"])
    said = [place for place, item in enumerate(items) if item.get("caption")]
    order = [*(said if len(said) == 1 else []), *range(len(items))]
    for place in order:
        headed = _with_head(items[place], head)
        if headed != items[place]:
            items[place] = headed
            return {**params, "media": items}
    return dict(params)


def _with_head(params: Mapping[str, Any], head: str) -> dict[str, Any]:
    """As long as there is room: that her words arrive matters more than a mark on them."""
    marked = dict(params)
    where = "text" if "text" in params else "caption"
    marked[where] = head + str(params.get(where, ""))
    if len(marked[where].encode("utf-16-le")) // 2 > (MOST_TEXT if where == "text" else MOST_CAPTION):
        return dict(params)
    entities = "entities" if where == "text" else "caption_entities"
    if entities in params:
        shift = len(head.encode("utf-16-le")) // 2
        marked[entities] = [{**entity, "offset": entity["offset"] + shift} for entity in params[entities]]
    return marked
