"""What staff do besides writing, by what they see on their phones: hand over, read with a reason, send a phrase, put a
sign, take back, run the desk from outside, see somebody off."""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.sandbox import people
from bot.sandbox.model import Message
from tests.desk.people import A_PHOTO, Town, buttons_of
from tests.desk.site import COORDINATORS, STAFF, name_of, the_shelf
from tests.desk.witness import MARK, Album, Said

WHY = "her cousin has called the office about her"


def offers(town: Town, advocate: int, nth: int, to: int) -> int:
    """One of her cases, to somebody on the list. Who is asked, if anybody is."""
    if not town.taps_label(advocate, "Hand over…", nth):
        return 0
    for message in town.with_buttons(advocate)[:1]:
        label, data = buttons_of(message)[to % len(buttons_of(message))]
        town.taps(advocate, message, data)
        return next((each for each in STAFF if label.startswith(f"{name_of(each)} ·")), 0)
    return 0


# --- phrases


@cache
def phrases() -> frozenset[str]:
    """What a worker who reads English reads, of those that have no gap."""
    bundle = the_shelf().newest.house.bundle
    return frozenset(text for each in bundle.phrases.values() if "{" not in (text := bundle.texts[each.text]))


def looks_for_a_phrase(town: Town, advocate: int, nth: int) -> None:
    town.sends(advocate, "/say", **_in_a_topic(town, advocate, nth))
    for message in town.with_buttons(advocate)[:1]:
        found = [data for _, data in buttons_of(message) if ":say." in data]
        if found:
            town.taps(advocate, message, found[nth % len(found)])


def sends_a_phrase(town: Town, advocate: int, nth: int) -> None:
    """One that was looked up, maybe a while ago."""
    drafts = [each for each in town.with_buttons(advocate) if "Send" in dict(buttons_of(each))]
    if drafts:
        draft = drafts[nth % len(drafts)]
        for text in phrases():
            if text in draft.text:
                sent = Said("A", 0, advocate, meant=town.about(draft))
                town.witness.chosen.setdefault(text, []).append(sent)
        town.taps(advocate, draft, dict(buttons_of(draft))["Send"])


# --- beside words


def puts_a_sign(town: Town, person: int, nth: int, sign: str) -> None:
    """Under any message in her own chat."""
    messages = town.messages(person)
    if messages:
        message = messages[nth % len(messages)]
        town.witness.signs.append((sign, person, town.about(message) if person in STAFF else frozenset()))
        town.does(person, people.react, message_id=message.id, emoji=sign)


def changes(town: Town, advocate: int, nth: int) -> None:
    """One of the things she wrote lately. It is for whom that was for."""
    own = [each for each in _own(town, advocate) if each.text.startswith("#A")]
    if own:
        message = own[nth % min(4, len(own))]
        before = town.witness.said[int(MARK.findall(message.text)[0][1])]
        said = town.witness.says("A", advocate, before.meant)
        for question in town.asked.values():
            question += [said] if before in question else []
        town.does(advocate, people.edit, message_id=message.id, text=said.mark)


def takes_back(town: Town, advocate: int, nth: int) -> None:
    if own := _own(town, advocate):
        town.sends(advocate, "/delete", reply_to=own[nth % min(6, len(own))].id)


def _own(town: Town, person: int) -> list[Message]:
    return [each for each in town.messages(person) if each.sender.id == person]


# --- albums


def sends_an_album(town: Town, advocate: int, nth: int, parts: int) -> None:
    """Each part is an update of its own, and between two of them anything may happen."""
    where = _in_a_topic(town, advocate, nth)
    town.albums[advocate] = Album(str(len(town.witness.said)), thread=where.get("thread", 0))
    for _ in range(parts):
        adds_to_the_album(town, advocate)


def adds_to_the_album(town: Town, advocate: int) -> None:
    """Also much later: it goes where the parts before it went, while that case is hers."""
    album = town.albums.get(advocate)
    if album is None:
        return
    town.looks()
    went = any(part.kept for part in album.parts) and all(town.holds(advocate, each) for each in album.meant)
    if not went:
        topics = town.site.topics
        album.meant = town.of_topic(advocate, album.thread) if topics else town.current(advocate)
    said = town.witness.says("A", advocate, album.meant)
    album.parts.append(said)
    body: dict[str, Any] = {"thread": album.thread} if album.thread else {}
    town.does(advocate, people.send, looked=True, photo=A_PHOTO, caption=said.mark, album=album.id, **body)


def _in_a_topic(town: Town, advocate: int, nth: int) -> dict[str, int]:
    topics = [*town.site.world.chats[advocate].topics]
    return {"thread": topics[nth % len(topics)]} if topics else {}


# --- from outside


def reads_with_a_reason(town: Town, coordinator: int, nth: int) -> None:
    if looks_at(town, coordinator, nth) and town.taps_label(coordinator, "Read, with a reason…"):
        for message in town.messages(coordinator)[:1]:
            town.sends(coordinator, f"/read {WHY}", reply_to=message.id)


def looks_at(town: Town, coordinator: int, nth: int, *, closed: bool = False) -> bool:
    town.sends(coordinator, "/desk closed" if closed else "/desk")
    for message in town.with_buttons(coordinator)[:1]:
        listed = buttons_of(message)
        return town.taps_label(coordinator, listed[nth % len(listed)][0])
    return False


def leaves_the_staff(town: Town, coordinator: int, whom: int) -> None:
    """Or comes back, by a new invite that a second coordinator approves."""
    if whom not in town.gone:
        name = name_of(whom)
        town.of_colleague(coordinator, whom, "Leaves the staff…", f"Yes, {name} leaves the staff now")
        if not town.witness.is_staff(whom):
            town.gone.add(whom)
        return
    town.sends(coordinator, f"/invite advocate {name_of(whom)}")
    other = next(each for each in COORDINATORS if each != coordinator)
    link = next((each.text for each in town.messages(coordinator) if "?start=" in each.text), "")
    if link and town.taps_label(other, "Approve"):
        town.gone.discard(whom)
        town.sends(whom, "/start " + link.partition("?start=")[2].split()[0])
        if not town.witness.is_staff(whom):
            town.gone.add(whom)
