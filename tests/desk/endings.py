"""How a run ends: Telegram is in good order again, and whoever waits is helped. A case that was lost or starves is
one that does not get so far."""

from __future__ import annotations

from bot.sandbox import groups, people
from tests.desk.people import Town
from tests.desk.site import SPARE, WORKERS


def everybody_is_helped(town: Town) -> None:
    """Whoever waits can be claimed, and all that she wrote in her case comes to the one who claimed it."""
    town.all_comes()
    if town.site.world.chats[town.witness.room].members.get(town.site.world.bot.id) != "member":
        groups.set_bot(town.site.world, {"chat": town.witness.room, "status": "member"})
        town.run(town.site.hears())
    for worker in town.left:  # while a chat is closed on her side it is nobody's turn
        if town.site.world.chats[worker].blocked:
            town.does(worker, people.unblock)
        town.writes(worker)
    town.run(town.site.time_passes(hours=1))  # whoever comes back is kept for the one she knows, for a while
    town.all_comes()
    waiting = [(code, id) for code, id in town.witness.codes().items() if town.witness.state(id)[0] == "waiting"]
    for sex in ("woman", "man"):
        left = [id for _, id in waiting if town.witness.state(id)[0] == "waiting"]
        if left:
            town.sends(SPARE, f"/me sex {sex}")
        for _ in left:
            town.sends(SPARE, "/next")
            town.taps_label(SPARE, "Claim")
    town.all_comes()
    _all_is_there(town, waiting)
    for worker in WORKERS:  # what waits for her comes, if whoever wrote it still may
        if town.witness.state(town.witness.case_of(worker))[2]:
            town.sends(worker, "/start")
            town.taps_label(worker, "Yes, it is safe")
    town.all_comes()


def _all_is_there(town: Town, waiting: list[tuple[str, bytes]]) -> None:
    for code, id in waiting:
        if town.witness.state(id)[:2] != ("claimed", SPARE):
            raise AssertionError(f"{code} waited, and nobody can claim it")
        hers = [each for each in town.witness.said.values() if each.kind == "W" and each.case == id and each.kept]
        if lost := [each.mark for each in hers if not each.came[SPARE]]:
            raise AssertionError(f"{code}: {', '.join(lost)} did not come to whoever claimed it")
