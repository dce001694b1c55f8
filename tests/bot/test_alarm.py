"""What leaves Telegram: mail and webhook, against servers that speak the protocols, until they have accepted."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web

from bot.alarm import SIGNATURE, Mail, NotAccepted, Webhook, facts, text, ways
from bot.alarm_settings import MailServer
from bot.chores.alarms import Alarms
from bot.ledger import alarms
from bot.ledger.alarms import Alarm
from bot.secret import Secret
from bot.settings import Settings
from tests.bot.alertroom import desk, minutes
from tests.bot.staffroom import MIN, waits
from tests.bot.test_settings import HOOK, TOKEN, problems, secret_file
from tests.mailbox import Mailbox, mailbox

ALARM = Alarm(b"\x01" * 16, "mail", alarms.NOBODY_ANSWERED, "MAPLE-LAMP-27", "now", 12, 1)
ROTA = Alarm(b"\x02" * 16, "webhook", alarms.ROTA_EMPTY, "", "", 90, 1)
KEY = Secret("k" * 40)
BOTH = ("oncall@example.org", "second@example.org")


def mail(box: Mailbox, *, host: str = "localhost", user: str = "", tls: bool = False, here: bool = False) -> Mail:
    assert box.trust is not None
    server = MailServer(host, box.port, user, tls, here)
    return Mail(server, Secret("p-ss") if user else None, "helpline@example.org", BOTH, box.trust)


# --- mail --------------------------------------------------------------------------------------------------------


async def test_a_mail_goes_through_tls_with_a_code_name_and_nothing_more(tmp_path: Path) -> None:
    async with mailbox(tmp_path) as box:
        box.password = "p-ss"
        await mail(box, user="bot").send(ALARM)
        assert box.sealed == [True] and box.to == [list(BOTH)]
        [letter] = box.mails
        assert letter["Subject"] == "Helpline: MAPLE-LAMP-27 waits and nobody answers"
        said = letter.get_payload(decode=True)
        assert isinstance(said, bytes) and said.decode().replace("\r\n", "\n").strip() == text(ALARM)
        assert text(ALARM) == (
            "MAPLE-LAMP-27 has waited 12 minutes (🔴 now), and nobody of the desk has answered. "
            "You can: open the bot in Telegram, send /next and claim."
        )


async def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    async with mailbox(tmp_path, tls_at_once=True) as box:
        box.starttls = False
        await mail(box, tls=True).send(ALARM)
        assert len(box.mails) == 1


async def test_without_tls_nothing_is_said_to_a_server_elsewhere(tmp_path: Path) -> None:
    async with mailbox(tmp_path) as box:
        box.starttls = False
        with pytest.raises((NotAccepted, smtplib.SMTPException)):
            await mail(box).send(ALARM)
        assert box.mails == []
        await mail(box, here=True).send(ALARM)
        assert box.sealed == [False], "on this machine it may"


async def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    async with mailbox(tmp_path) as box:
        box.trust = ssl.create_default_context()
        with pytest.raises(ssl.SSLError):
            await mail(box).send(ALARM)
        assert box.mails == []


async def test_a_wrong_password_and_a_full_mailbox_are_not_accepted_and_name_no_address(tmp_path: Path) -> None:
    async with mailbox(tmp_path) as box:
        box.password = "another"
        with pytest.raises(NotAccepted) as wrong:
            await mail(box, user="bot").send(ALARM)
        assert "example.org" not in str(wrong.value) and "p-ss" not in str(wrong.value)
        box.password, box.refuses = "", 1
        with pytest.raises(NotAccepted):
            await mail(box).send(ALARM)
        box.unknown = BOTH
        with pytest.raises(NotAccepted):
            await mail(box).send(ALARM)
        box.unknown = BOTH[:1]
        await mail(box).send(ALARM)
        assert box.to == [[BOTH[1]]], "one who hears it is enough: the others are not mailed again and again"


# --- webhook -----------------------------------------------------------------------------------------------------


@dataclass
class Hook:
    """`answers`: the states that come first; then 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[str, bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.headers.get(SIGNATURE, ""), await request.read()))
        status = self.answers.pop(0) if self.answers else 204
        more = {"Location": "/elsewhere"} if status == 302 else {}
        return web.Response(status=status, headers=more)


@asynccontextmanager
async def hook() -> AsyncIterator[Hook]:
    taken, app = Hook(), web.Application()
    app.router.add_post("/alarm", taken.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taken.url = f"http://127.0.0.1:{runner.addresses[0][1]}/alarm"
    try:
        yield taken
    finally:
        await runner.cleanup()


async def test_what_is_posted_is_signed_and_holds_nothing_else() -> None:
    async with hook() as there:
        await Webhook(there.url, KEY).send(ALARM)
        [(signed, body)] = there.got
        assert signed == "sha256=" + hmac.new(b"k" * 40, body, hashlib.sha256).hexdigest()
        assert json.loads(body) == {
            "id": "01" * 16, "alarm": "nobody_answered", "case": "MAPLE-LAMP-27", "urgency": "now",
            "waiting_minutes": 12, "text": text(ALARM),
        }  # fmt: skip
        assert facts(ROTA) == {"id": "02" * 16, "alarm": "rota_empty", "text": text(ROTA), "opens_in_minutes": 90}


@pytest.mark.parametrize("status", [302, 400, 500])
async def test_any_other_answer_is_not_accepted(status: int) -> None:
    async with hook() as there:
        there.answers = [status]
        with pytest.raises(NotAccepted):
            await Webhook(there.url, KEY).send(ALARM)
        assert len(there.got) == 1, "and nothing goes on to where it points"


# --- until it is accepted ----------------------------------------------------------------------------------------


async def test_both_are_tried_until_they_accept_and_then_no_more(tmp_path: Path) -> None:
    async with desk(tmp_path) as room, mailbox(tmp_path) as box, hook() as there:
        _, code = await waits(room, MIN)
        await minutes(room, 0)
        await minutes(room, 1)
        box.refuses, there.answers = 2, [500, 503]
        sender = Alarms(room.ledger, [mail(box), Webhook(there.url, KEY)])
        for _ in range(5):
            for way in sender.ways:
                await sender.once(way)
            room.clock.advance(minutes=6)
        assert [letter["Subject"] for letter in box.mails] == [f"Helpline: {code} waits and nobody answers"]
        assert len(there.got) == 3 and len({json.loads(body)["id"] for _, body in there.got}) == 1
        assert json.loads(there.got[-1][1])["waiting_minutes"] == 13, "what is said is true when it is said"
        assert await room.look(alarms.waiting) == 0


async def test_a_crash_between_sending_and_noting_repeats_and_loses_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as room, hook() as there:
        await waits(room, MIN)
        await minutes(room, 0)
        await minutes(room, 1)
        taken = await room.look(partial(alarms.take, channel="webhook"))
        await Webhook(there.url, KEY).send(taken)
        sender = Alarms(room.ledger, [])
        await sender.once(Webhook(there.url, KEY))
        assert len(there.got) == 1, "for a minute it is nobody else's"
        room.clock.advance(minutes=1)
        await sender.once(Webhook(there.url, KEY))
        assert len(there.got) == 2 and there.got[0][1].count(taken.id.hex().encode()) == 1


async def test_the_loop_goes_on_while_one_of_them_hangs(tmp_path: Path) -> None:
    class Hangs:
        channel = "mail"

        async def send(self, alarm: Alarm) -> None:
            await asyncio.Event().wait()

    async with desk(tmp_path) as room, hook() as there:
        await waits(room, MIN)
        await minutes(room, 0)
        await minutes(room, 1)
        running = asyncio.create_task(Alarms(room.ledger, [Hangs(), Webhook(there.url, KEY)]).run())
        async with asyncio.timeout(5):
            while not there.got:  # noqa: ASYNC110 (the other side has nobody to tell)
                await asyncio.sleep(0.01)
        running.cancel()


# --- settings ----------------------------------------------------------------------------------------------------


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    return {
        "HELPLINE_TOKEN_FILE": str(secret_file(tmp_path / "token", TOKEN)),
        "HELPLINE_KEYRING_FILE": str(tmp_path / "keyring.json"),
        "HELPLINE_STAFF_CHAT": "-1001234",
        "HELPLINE_CONTENT": str(tmp_path),
    }


def test_no_way_out_is_set_by_itself(good: dict[str, str]) -> None:
    assert ways(Settings.read(good)) == []


def test_both_ways_out_can_be_set(good: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.read(
        good
        | {
            "HELPLINE_ALARM_SMTP": "smtp://bot%40example.org@mail.example.org",
            "HELPLINE_ALARM_SMTP_PASSWORD_FILE": str(secret_file(tmp_path / "mail", "p-ss")),
            "HELPLINE_ALARM_FROM": "helpline@example.org",
            "HELPLINE_ALARM_TO": "a@example.org, b@example.org",
            "HELPLINE_ALARM_WEBHOOK": "https://alarms.example.org/hook/secret-part",
            "HELPLINE_ALARM_WEBHOOK_SECRET_FILE": str(secret_file(tmp_path / "hook", HOOK)),
        }
    )
    assert [way.channel for way in ways(settings)] == ["mail", "webhook"]
    assert settings.alarm_smtp == MailServer("mail.example.org", 587, "bot@example.org", False, False)
    assert settings.alarm_to == ("a@example.org", "b@example.org")
    assert "secret-part" not in repr(settings) and "p-ss" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "wrong", "what"),
    [
        ({"ALARM_SMTP": "mail.example.org"}, "ALARM_SMTP", "smtp://user@host:port"),
        ({"ALARM_SMTP": "smtp://bot:p-ss@mail.example.org"}, "ALARM_SMTP", "must not stand here"),
        ({"ALARM_SMTP": "smtp://bot@mail.example.org"}, "ALARM_SMTP_PASSWORD_FILE", "has a password"),
        ({"ALARM_SMTP": "smtp://mail.example.org"}, "ALARM_TO", "mail needs it"),
        ({"ALARM_TO": "a@example.org, nobody"}, "ALARM_TO", "not a mail address"),
        ({"ALARM_WEBHOOK": "http://alarms.example.org"}, "ALARM_WEBHOOK", "https:// addresses only"),
        ({"ALARM_WEBHOOK": "https://alarms.example.org"}, "ALARM_WEBHOOK_SECRET_FILE", "nobody can tell"),
        ({"ALARM_SMTP_PASSWORD": "p-ss"}, "ALARM_SMTP_PASSWORD", "never given in the environment"),
    ],
)
def test_what_is_wrong_is_said_and_never_repeated(
    good: dict[str, str], given: dict[str, str], wrong: str, what: str
) -> None:
    found = problems(good | {f"HELPLINE_{name}": value for name, value in given.items()})
    assert what in found[wrong] and not any("p-ss" in said for said in found.values())
