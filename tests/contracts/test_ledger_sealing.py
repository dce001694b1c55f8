"""A stolen database names nobody and says nothing: the guard, the places that sealed words are bound to, the bytes."""

from __future__ import annotations

import base64
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import Column, Engine, LargeBinary, String, Table, insert, select, text, update
from sqlalchemy.exc import StatementError

from bot.ledger import messages, outbox
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.seal.box import CannotOpen, Sealed
from handoff.model import Role
from tests.canaries import CANARY, IDS
from tests.room import Person, Room, labels, opened, text_of
from tests.services import Postgres

MIN, JOY, AMAL = IDS[0], IDS[1], IDS[4]


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database) as room:
        yield room


# --- the guard

SEALED = [
    column for table in t.metadata.sorted_tables for column in table.columns if isinstance(column.type, t.SealedBytes)
]
PLAIN = {
    "staff.role", "invites.role", "cases.code_name", "cases.state", "cases.urgency", "cases.language",
    "messages.delivery", "outbox.state", "dead_letters.reason", "audit.act", "alerts.urgency", "alarms.about",
    "alarms.channel", "alarms.what", "rota.day", "waits.urgency", "feedback.month", "feedback.question",
    "feedback.answer", "agreements.what", "capacities.responder", "capacities.state", "capacities.how", "tallies.what",
    "tallies.split", "tallies.value", "erasures.state", "erasures.was",
    "audit_head.key",
}  # fmt: skip
"""Texts that are not sealed: words of ours, none of hers. A new one is thought about before it stands here."""

PUBLISHED = {"bundles", "releases"}
"""What everybody is shown, and who published it: no worker's turn writes there (only bot.publishing does)."""


def row_of(table: Table, **special: Any) -> dict[str, Any]:
    """Something for every column."""
    return {column.name: special.get(column.name, _some(column)) for column in table.columns}


def _some(column: Column[Any]) -> Any:
    if isinstance(column.type, t.SealedBytes):
        return Sealed(b"x" * 100)
    if isinstance(column.type, LargeBinary):
        return secrets.token_bytes(column.type.length or 16)
    return secrets.token_hex(2) if isinstance(column.type, String) else 1


def test_there_are_columns_to_guard() -> None:
    wordless = {"audit", "audit_head", "duty", "seen", "alerts", "alarms", "rota", "waits", "feedback"}
    wordless |= PUBLISHED | {"capacities", "tallies", "erasures", "ways_back"}
    assert {column.table.name for column in SEALED} == {table.name for table in t.metadata.sorted_tables} - wordless


def test_no_other_column_could_hold_words() -> None:
    tables = [table for table in t.metadata.sorted_tables if table.name not in PUBLISHED]
    columns = [column for table in tables for column in table.columns]
    assert {str(column) for column in columns if isinstance(column.type, String)} == PLAIN
    kinds = [column.type for column in columns]
    assert {kind.length for kind in kinds if isinstance(kind, LargeBinary)} == {8, 16, 32}  # ids and blind indexes


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    yield from _made(f"sqlite:///{tmp_path_factory.mktemp('guard') / 'guard.db'}")


@pytest.fixture(scope="module")
def on_postgresql(postgres: Postgres) -> Iterator[Engine]:
    name = f"guard_{secrets.token_hex(4)}"
    yield from _made(postgres.create(name))
    postgres.drop(name)


def _made(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    t.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("column", SEALED, ids=str)
@pytest.mark.parametrize("engine", ["on_sqlite", pytest.param("on_postgresql", marks=pytest.mark.needs("postgres"))])
def test_what_is_not_sealed_is_refused(request: pytest.FixtureRequest, engine: str, column: Column[Any]) -> None:
    with request.getfixturevalue(engine).connect() as db:
        for unsealed in (CANARY, CANARY.encode(), bytearray(CANARY.encode()), memoryview(b"x"), 7):
            for statement in (
                insert(column.table).values(row_of(column.table, **{column.name: unsealed})),
                update(column.table).values({column.name: unsealed}),
            ):
                with pytest.raises(StatementError, match="only what has been sealed") as refused, db.begin():
                    db.execute(statement)
                assert CANARY not in str(refused.value)
        assert db.execute(select(column.table)).all() == []


async def test_what_is_sealed_goes_in_and_comes_out_sealed(room: Room) -> None:
    await room.person(MIN).says("/start")
    [worker] = await room.look(lambda book: book.db.execute(select(t.workers)).all())
    assert isinstance(worker.sealed, Sealed) and repr(worker.sealed).startswith("<Sealed")


# --- bound to its place


def swap(table: Table) -> Any:
    """Somebody who may write to the database, but has no key, exchanges what two rows hold."""

    def work(book: Book) -> None:
        one, other = book.db.execute(select(table.c.id, table.c.sealed)).all()
        for id, sealed in ((one.id, other.sealed), (other.id, one.sealed)):
            book.db.execute(update(table).where(table.c.id == id).values(sealed=sealed))

    return work


async def two_cases(room: Room) -> tuple[Person, Person]:
    min_, joy = room.person(MIN), room.person(JOY)
    for person in (min_, joy):
        await person.asks_for_a_person()
        await person.says(f"hello {CANARY}")
    return min_, joy


@pytest.mark.parametrize("table", [t.cases, t.messages], ids=str)
async def test_what_is_moved_to_another_row_does_not_open(room: Room, table: Table) -> None:
    await two_cases(room)
    await room.look(swap(table))

    def open_all(book: Book) -> None:
        for file in book.all_waiting():
            messages.kept(book, file, "kept")

    with pytest.raises(CannotOpen) as refused:
        await room.look(open_all)
    assert CANARY not in str(refused.value)


async def test_a_message_moved_to_another_place_of_its_own_case_does_not_open(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.asks_for_a_person()
    await min_.says("first")
    await min_.says("second")
    await room.look(swap(t.messages))
    with pytest.raises(CannotOpen):
        await room.look(lambda book: messages.kept(book, book.all_waiting()[0], "kept"))


async def test_calls_moved_to_other_rows_do_not_open_and_hold_up_no_other(room: Room) -> None:
    await room.person(MIN).says("/start")
    await room.person(JOY).says("/start")
    await room.look(swap(t.outbox))
    [whole] = await room.person(AMAL).says("/start")
    assert [call.id for call in await room.look(outbox.left_behind)] == [whole.id]


async def test_a_worker_whose_row_was_exchanged_is_not_taken_for_the_other_and_stops_nobody(room: Room) -> None:
    min_, joy, amal = room.person(MIN), room.person(JOY), room.person(AMAL)
    await min_.says("/start")
    await joy.says("/start")
    await room.look(swap(t.workers))
    calls = await room.take(min_.message(text="hello"), amal.message(text="/start"), joy.message(text="hello"))
    assert [call.params["chat_id"] for call in calls] == [AMAL]
    letters = await room.look(lambda book: book.db.execute(select(t.dead_letters)).all())
    assert [letter.reason for letter in letters] == ["CannotOpen", "CannotOpen"]


# --- the bytes


def forms_of_id(number: int) -> dict[str, bytes]:
    """How a Telegram id could be written down. The narrow binary forms find the wide ones too."""
    narrow = (number.bit_length() + 7) // 8
    found = {"decimal": str(number).encode(), "hex": f"{number:x}".encode(), "HEX": f"{number:X}".encode()}
    orders: tuple[Literal["little", "big"], ...] = ("little", "big")
    for order in orders:
        binary = number.to_bytes(narrow, order)
        found[order] = binary
        for width in (narrow, 8):
            wide = number.to_bytes(width, order)
            found |= {f"{order} base64 of {width}, {name}": form for name, form in forms_of_base64(wide).items()}
    return found | {f"base64, {name}": form for name, form in forms_of_base64(str(number).encode()).items()}


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def forms_of_base64(plain: bytes) -> dict[str, bytes]:
    """Wherever in a longer text it stood: what of the digits depends on it alone."""
    found: dict[str, bytes] = {}
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + plain)
        inner = whole[(0, 2, 3)[before] : (len(plain) + before) * 8 // 6]
        found |= {f"after {before}": inner, f"after {before}, url-safe": inner.translate(_URL_SAFE)}
    return found


def forms_of_text(words: str) -> dict[str, bytes]:
    plain = words.encode()
    wide = {f"utf-16-{end}": words.encode(f"utf-16-{end}") for end in ("le", "be")}
    return {"text": plain, "hex": plain.hex().encode(), **wide, **forms_of_base64(plain)}


def found_in(data: bytes, forms: dict[str, bytes]) -> list[str]:
    return [name for name, form in forms.items() if form in data]


class Stolen:
    """Every byte that a thief of the disk would have: database, write-ahead log, vault."""

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self._folder, self._server = folder, server

    async def bytes(self, room: Room) -> bytes:
        folders = [self._folder]
        if self._server is not None:
            with room.ledger._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                db.execute(text("CHECKPOINT"))  # it keeps pages in memory; now they are in the files
                number = db.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar()
            data = self._server.log.parent / "data"
            folders += [data / "base" / str(number), data / "pg_wal"]
        files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        return b"\n".join(path.read_bytes() for path in files)


@pytest.fixture
def stolen(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Stolen:
    return Stolen(tmp_path, request.getfixturevalue("postgres") if "postgresql" in database else None)


async def whole_conversation(room: Room, hers: int, his: int, words: str) -> None:
    """Everything that a case goes through, and in each step the words that must not be found."""
    min_, amal = room.person(hers), await room.advocate(his, f"Amal {words}")
    await min_.asks_for_a_person()
    await min_.says(f"waiting {words}")
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(amal.tap(card, "Claim"))
    ids = await room.accept(*room.sent.calls)
    anchor = {"message_id": ids[-2]}
    await min_.says(f"hers {words}")
    await min_.sends("document", words, caption=words)
    await amal.says(f"his {words}", reply_to_message=anchor)
    await amal.says(f"/note {words}", reply_to_message=anchor)
    await room.take({"update_id": 99_000, "message": {"text": words}})
    await room.take(min_.message(text=words, chat_id="nothing", dice={"value": 1}))
    await min_.says(f"he hit me {words}")
    await amal.closes(reply_to_message=anchor)
    await min_.says(f"closed {words}")
    await min_.says("hide")


async def test_after_a_whole_conversation_no_byte_on_the_disk_tells_who_or_what(room: Room, stolen: Stolen) -> None:
    words = f"{CANARY}-{secrets.token_hex(6)}"
    hers, his = (7_000_000_000 + secrets.randbelow(10**9) for _ in range(2))
    await whole_conversation(room, hers, his, words)
    assert sum(words in text_of(call) for call in room.sent.calls) >= 6, "it was a conversation"
    data = await stolen.bytes(room)
    assert b"claimed" in data, "these are the right files: what is plain is found"
    assert found_in(data, forms_of_text(words)) == []
    assert [(who, found_in(data, forms_of_id(who))) for who in (hers, his)] == [(hers, []), (his, [])]


def planted(words: str, number: int) -> Iterator[tuple[str, bytes]]:
    """Ways in which it could have gone wrong."""
    yield "as it is", words.encode()
    yield "in a Python repr", repr({"text": words}).encode()
    yield "in base64, in the middle", base64.b64encode(b'{"a":1,"text":"' + words.encode() + b'"}')
    yield "id in decimal", f'{{"chat_id":{number}}}'.encode()
    yield "id in hex", hex(number).encode()
    yield "id, little end first", number.to_bytes(8, "little")
    yield "id, big end first", number.to_bytes(8, "big", signed=True)
    yield "id in base64", base64.b64encode(b"user:%d;" % number)
    yield "id in url-safe base64, as bytes", base64.urlsafe_b64encode(number.to_bytes(8, "big"))


async def test_the_search_finds_what_is_there_to_be_found(room: Room, stolen: Stolen) -> None:
    wanted: list[tuple[str, dict[str, bytes]]] = []
    leaks: list[bytes] = []
    for place, (what, _) in enumerate(planted("", 1)):
        words, number = f"kept-in-a-hurry-{secrets.token_hex(6)}", 7_000_000_000 + secrets.randbelow(10**9)
        leaks.append(list(planted(words, number))[place][1])
        wanted.append((what, forms_of_text(words) | forms_of_id(number)))

    def hurry(book: Book) -> None:
        for leak in leaks:
            book.db.execute(insert(t.dead_letters), row_of(t.dead_letters, sealed=Sealed(leak * 4)))

    await room.look(hurry)
    data = await stolen.bytes(room)
    assert [what for what, forms in wanted if not any(form in data for form in forms.values())] == []


async def test_an_advocate_who_once_wrote_as_a_worker_shows_nowhere_as_one(room: Room) -> None:
    person = room.person(AMAL)
    await person.says("/start")
    await room.advocate(AMAL, "Amal", Role.ADVOCATE)
    rows = await room.look(lambda book: [book.db.execute(select(table)).all() for table in (t.workers, t.staff)])
    assert [len(each) for each in rows] == [0, 1]
