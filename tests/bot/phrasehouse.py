"""The house's content with a few phrases translated into Filipino: one signed, one a draft, most not at all."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bot.ledger import messages
from bot.ledger.records import Kept, with_case
from bot.outgoing import Outgoing
from bot.tongues.notes import fingerprint
from tests.bot.staffroom import AMAL, MIN, held
from tests.room import CONTENT, Person, Room, edition, labels

READERS = ("reader_one", "reader_two")
HOUSE = edition(CONTENT).bundle
SIGNED = {
    "phrases/hello/text": "Kumusta. Ako ang advocate.",
    "phrases/emergency/text": "Kung may panganib, tumawag sa {emergency_number}. Libre ito.",
}
DRAFTS = {
    "phrases/take_your_time/text": "Dahan-dahan lang.",
    "phrases/back_at/text": "Susulat ako sa {date}, alas {hour} sa UK.",
    "phrases/interpreter/text": "May interpreter, {how}. Ayos lang ba?",
    "phrases/interpreter/how.by_voice": "na tumatawag",
    "phrases/i_have_asked/text": "Nagtanong ako kay {whom}.",
    "phrases/a_number_to_call/text": "Narito ang numero:\n\n{line}",
    "phrases/your_pay/text": "Tungkol sa bayad.\n\n{live_in_wage}",
}


def build(root: Path) -> Path:
    shutil.copytree(CONTENT, root)
    teams = root / "teams.yaml"
    teams.write_text(teams.read_text("utf-8") + f"reviewers: {{fil: [{', '.join(READERS)}]}}\n", "utf-8")
    po = root / "locales" / "fil" / "LC_MESSAGES" / "flows.po"  # alone: eleven more would only take time
    po.parent.mkdir(parents=True)
    entries = [_entry(key, text, signed=key in SIGNED) for key, text in {**SIGNED, **DRAFTS}.items()]
    written = (CONTENT.parents[1] / "locales" / "fil" / "LC_MESSAGES" / "flows.po").read_text("utf-8").split("\n\n")
    others = [entry.rstrip() for entry in written if 'msgctxt "phrases/' not in entry]
    po.write_text("\n\n".join([*others, *entries]) + "\n", "utf-8")
    return root


def _entry(key: str, text: str, *, signed: bool) -> str:
    english = HOUSE.texts[key]
    mark = fingerprint(key, english, text)
    notes = ["# draft: machine", *(f"# reviewed: 2026-11-23 by {by} #{mark}" for by in READERS if signed)]
    said = (f'{what} "{each}"' for what, each in (("msgctxt", key), ("msgid", english), ("msgstr", text)))
    return "\n".join([*notes, *(line.replace("\n", "\\n") for line in said)])


async def speaks(room: Room, code: str, language: str) -> None:
    """The worker of this case reads another language from here on."""

    def change(book: object) -> None:
        for file in book.all_claimed():  # type: ignore[attr-defined]
            if file.case.code_name == code:
                with_case(file, language=language)

    await room.look(change)


async def filipino(room: Room) -> tuple[Person, str]:
    amal = await room.advocate(AMAL)
    _, code, _ = await held(room, amal, MIN)
    await speaks(room, code, "fil")
    return amal, code


async def tap(room: Room, person: Person, call: Outgoing, label: str) -> list[Outgoing]:
    """The button whose label begins so; the message exists, and is known to the ledger."""
    [number] = [call.params["message_id"]] if "message_id" in call.params else await room.accept(call)
    label = next(each for each in labels(call) if each.startswith(label))
    return await room.take(person.tap(call, label, number))


async def kept(room: Room) -> list[Kept]:
    def read(book: Any) -> list[Kept]:
        [file] = book.all_claimed()
        states = ("kept", "sending", "sent", "held", "draft", "failed")
        return [each for each in messages.kept(book, file, *states) if each.sender == "advocate"]

    return list(await room.look(read))


def answer(number: int) -> dict[str, Any]:
    return {"reply_to_message": {"message_id": number}}
