"""The story of what was lost or came wrongly: its update's life at Telegram, the bot's deaths, the calls made.

Of a person's words it holds only their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from bot.ledger import tables as t
from tests.system.kill import Trial
from tests.system.reckoning import Due, Reckoning, arrivals

MOST = 5  # stories
AROUND = 20  # calls of each

Row = Mapping[str, Any]


async def stories(it: Trial, found: Reckoning) -> str:
    """One of each thing that is wrong, the lost ones first."""
    updates = {one["update_id"]: one for one in (await it.player.look("updates"))["updates"]}
    calls = (await it.player.look("journal?since=0"))["calls"]
    wrong = {each.thing: None for each in (*found.lost, *(one for all_ in found.wrong.values() for one in all_))}
    due = {one.thing: one for one in it.traffic.due}
    told = [_story(it, due[thing], updates, calls) for thing in list(wrong)[:MOST] if thing in due]
    kills = f"kills at {', '.join(f'{at:.2f}' for at in it.killed)}"
    return "\n".join((kills, f"outbox {_outbox(it)}", _swallowed(it, updates), *told))


def _swallowed(it: Trial, updates: Mapping[int, Row]) -> str:
    """A screen that is lost is the last of its chat, whichever update was: these are the ones."""
    received = {due.update for due in it.traffic.due if updates.get(due.update, {}).get("state") == "received"}
    lost = sorted(received - it.known(received))
    return f"received and not in the ledger: {', '.join(map(str, lost)) or 'none'}"


def _story(it: Trial, due: Due, updates: Mapping[int, Row], calls: Iterable[Row]) -> str:
    update = updates.get(due.update)
    lines = [f"{due.thing} in chat {due.chat}, line {due.line}, turn {due.turn}"]
    if update is not None:
        taken = "has" if it.known([due.update]) else "does not have"
        lines.append(f"  update {due.update}, {update['kind']}, {update['state']}; the ledger {taken} it")
        lines.append(f"  {update['began']:.2f} sent")
        lines += [f"  {one['at']:.2f} {one['came']}" for one in update["tried"]]
    began = update["began"] if update else 0.0
    since = [call for call in calls if call["chat"] == due.chat and call["at"] >= began]
    return "\n".join((*lines, *(_call(call) for call in since[:AROUND])))


def _call(call: Row) -> str:
    thing = next((arrival.thing for arrival in arrivals([call])), None)
    how = f"{call['status']}{' ' + call['fault'] if call['fault'] else ''}{'' if call['effect'] else ', no effect'}"
    return f"    {call['at']:.2f} {call['method']} {how}{f': {thing}' if thing else ''}"


def _outbox(it: Trial) -> dict[str, int]:
    with it.ledger.connect() as db:
        return {row[0]: row[1] for row in db.execute(select(t.outbox.c.state, func.count()).group_by(t.outbox.c.state))}
