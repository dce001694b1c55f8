"""The books of the desk, looked at after every act: each case stands where its acts have led it, each update has ended
once, and nothing that was to come is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from tests.desk.site import COORDINATORS
from tests.desk.witness import MARK, Witness

LEADS = {  # an act -> from where, to where
    "opened": ("", "waiting"), "claimed": ("waiting", "claimed"), "transferred": ("claimed", "claimed"),
    "released": ("claimed", "waiting"), "expired": ("claimed", "waiting"), "taken_back": ("claimed", "waiting"),
    "reopened": ("closed", "waiting"), "closed": ("waiting claimed", "closed"),
    "withdrawn": ("waiting claimed", "closed"), "sealed": ("waiting claimed closed", "sealed"),
    "unsealed": ("sealed", "waiting"), "erased": ("waiting claimed closed sealed", "erased"),
}  # fmt: skip
COPY = " · from her\n"  # heads her words for a reader, and for nobody else
CAN_BE_DELETED = 48 * 3600  # seconds in which Telegram lets a bot take a message away


def wrong_in(seen: Witness, *, put_off: bool) -> list[str]:
    """`put_off`: something waits for its time, so not all has come yet."""
    found = [*seen.wrong, *_cases(seen), *_updates(seen)]
    if not put_off:
        found += [*_nothing_on_its_way(seen), *_cards(seen), *_copies(seen)]
    return found


def _cases(seen: Witness) -> Iterator[str]:
    """Each stands where its acts have led it, and whoever waits is not forgotten."""
    acts: dict[bytes, list[str]] = {}
    for case, act in seen.rows("SELECT case_id, act FROM audit WHERE act != '' ORDER BY seq"):
        if case is not None and act in LEADS:
            acts.setdefault(bytes(case), []).append(act)
    for id, code, state, holder, since, token in seen.rows(
        "SELECT id, code_name, state, holder, waiting_since, token FROM cases"
    ):
        led = acts.get(bytes(id), [])
        stood = ""
        for act in led:
            if stood not in LEADS[act][0].split(" "):
                yield f"{code} was {act} while it was {stood or 'nowhere'}"
            stood = LEADS[act][1]
        if stood != state:
            yield f"{code} is {state}, and the last act was {led[-1] if led else 'none'}"
        if (state == "claimed") != (holder is not None) or (state == "waiting") != (since is not None):
            yield f"{code} is {state} with holder {holder!r} and waits since {since}"
        if holder is not None and not seen.person(holder):
            yield f"{code} is in the hands of somebody who may nothing"
        if token != len(led):
            yield f"{code} has moved {len(led) - 1} times, and its token is {token}"


def _updates(seen: Witness) -> Iterator[str]:
    """What Telegram was told has been received has ended: kept, answered, nothing to answer, or a dead letter."""
    dead = seen.rows("SELECT count(*) FROM dead_letters")[0][0]
    if len(seen.received) != len(seen.received & seen.ends.keys()) + dead:
        left = sorted(seen.received - seen.ends.keys())
        yield f"{len(left)} updates were received and have no end, and there are {dead} dead letters: {left}"
    if dead != seen.nonsense:
        yield f"{dead - seen.nonsense} updates that can be read have become dead letters"


def _nothing_on_its_way(seen: Witness) -> Iterator[str]:
    if waiting := seen.rows("SELECT count(*) FROM outbox")[0][0]:
        yield f"{waiting} calls are in the outbox, and nobody makes them"
    for code, state, delivery in seen.rows(
        "SELECT c.code_name, c.state, m.delivery FROM messages m JOIN cases c ON c.id = m.case_id"
    ):
        if delivery == "sending" or (delivery == "kept" and state == "claimed"):
            yield f"{code} is {state}, and words of it are {delivery} and go nowhere"
        if delivery == "held" and state != "claimed":
            yield f"{code} is {state}, and words are held for a chat that is not hidden"


def _cards(seen: Witness) -> Iterator[str]:
    """Whoever waits has a card with a button in the staff group, while the bot is there."""
    room = seen.world.chats[seen.room]
    if room.members.get(seen.world.bot.id) != "member":
        return
    cards = [
        message for message in room.messages.values()
        if message.markup and "Claim" in str(message.markup) and not message.deleted
    ]  # fmt: skip
    shown = {message.text.removeprefix("↻ ").partition("\n")[0] for message in cards}
    for (code,) in seen.rows("SELECT code_name FROM cases WHERE state = 'waiting'"):
        if code not in shown:
            yield f"{code} waits, and has no card with a button"


def _copies(seen: Witness) -> Iterator[str]:
    """Whoever has read with a reason keeps nothing, once the time for it is over and the clock was looked at."""
    open_ones = "SELECT count(*) FROM readings r JOIN staff s ON s.id = r.reader WHERE s.who = ? AND r.until > ?"
    for reader in COORDINATORS:
        if seen.rows(open_ones, seen.index.staff(reader), seen.looked())[0][0]:
            continue
        for message in seen.world.chats[reader].messages.values():
            young = seen.world.unix() - message.date < CAN_BE_DELETED
            if COPY in message.text and not message.deleted and young and MARK.search(message.text):
                yield f"{reader} still has a copy of what was said, and the time for it is over"
