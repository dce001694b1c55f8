"""The ways out of Telegram: mail by SMTP, and a webhook. Each says whether the other side has accepted.

What leaves is a code name, an urgency and how long somebody waits: nothing else, to nobody's inbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

import aiohttp
import orjson

from bot.alarm_settings import MailServer
from bot.ledger.alarms import ROTA_EMPTY, Alarm
from bot.logs import event
from bot.secret import Secret
from bot.settings import Settings
from handoff.desk import say, waited

PATIENCE = 20.0  # seconds
SIGNATURE = "X-Helpline-Signature"
"""`sha256=` and the HMAC-SHA256 of the body, in hex."""
MAIL, WEBHOOK = "mail", "webhook"


class NotAccepted(Exception):
    """The other side did not take it. Names no address: what is raised may be logged."""


class WayOut(Protocol):
    @property
    def channel(self) -> str:
        """As it stands in the ledger."""

    async def send(self, alarm: Alarm) -> None:
        """Returns when the other side has accepted it. Raises NotAccepted, or a fault of the wire."""


@dataclass(frozen=True, slots=True)
class Mail:
    server: MailServer
    password: Secret | None
    sender: str
    to: tuple[str, ...]
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    channel: str = MAIL

    async def send(self, alarm: Alarm) -> None:
        await asyncio.to_thread(self._send, alarm)

    def _send(self, alarm: Alarm) -> None:
        """Accepted when the server takes it for one of them; whom it refuses is counted."""
        try:
            with self._connected() as smtp:
                if self.server.user and self.password:
                    smtp.login(self.server.user, self.password.reveal())
                refused = smtp.sendmail(self.sender, list(self.to), self._written(alarm).as_bytes(policy=SMTP))
        except smtplib.SMTPException as wrong:
            raise NotAccepted(type(wrong).__name__) from None  # its text may hold an address
        if refused:
            event("alarm_refused_for_some", count=len(refused))

    def _connected(self) -> smtplib.SMTP:
        at, name = self.server, "helpline"
        if at.tls:
            return smtplib.SMTP_SSL(at.host, at.port, local_hostname=name, timeout=PATIENCE, context=self.trust)
        smtp = smtplib.SMTP(at.host, at.port, local_hostname=name, timeout=PATIENCE)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not at.here or smtp.has_extn("starttls"):
                smtp.starttls(context=self.trust)  # raises where the server has none: nothing goes in the clear
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _written(self, alarm: Alarm) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = say(f"alarm.{alarm.what}.subject", **({"code": alarm.code} if alarm.code else {}))
        mail["From"], mail["To"] = self.sender, ", ".join(self.to)
        mail["Message-ID"] = f"<{alarm.id.hex()}@helpline.invalid>"  # the same at each try: a mailbox shows it once
        mail["Auto-Submitted"], mail["X-Priority"] = "auto-generated", "1"
        mail.set_content(text(alarm))
        return mail


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str = field(repr=False)  # may carry a token
    secret: Secret
    channel: str = WEBHOOK

    async def send(self, alarm: Alarm) -> None:
        body = orjson.dumps(facts(alarm))
        headers = {"Content-Type": "application/json", SIGNATURE: signature(self.secret, body)}
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=limit) as http,
            http.post(self.url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            if not 200 <= answer.status < 300:
                raise NotAccepted(str(answer.status))


def facts(alarm: Alarm) -> Mapping[str, str | int]:
    """What a webhook is sent. `id` is the same at each try, so that a repeat can be known."""
    told: dict[str, str | int] = {"id": alarm.id.hex(), "alarm": alarm.what, "text": text(alarm)}
    if alarm.code:
        told |= {"case": alarm.code, "urgency": alarm.urgency, "waiting_minutes": alarm.minutes}
    else:
        told["opens_in_minutes" if alarm.what == ROTA_EMPTY else "for_minutes"] = alarm.minutes
    return told


def text(alarm: Alarm) -> str:
    if not alarm.code:
        return say(f"alarm.{alarm.what}", **{"left" if alarm.what == ROTA_EMPTY else "since": waited(alarm.minutes)})
    urgency = say(f"urgency.{alarm.urgency}")
    return say(f"alarm.{alarm.what}", code=alarm.code, urgency=urgency, waited=waited(alarm.minutes))


def signature(secret: Secret, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.reveal().encode(), body, hashlib.sha256).hexdigest()


def ways(settings: Settings) -> list[WayOut]:
    """Those that are set."""
    found: list[WayOut] = []
    if settings.alarm_smtp is not None:
        found.append(Mail(settings.alarm_smtp, settings.alarm_smtp_password, settings.alarm_from, settings.alarm_to))
    if settings.alarm_webhook and settings.alarm_webhook_secret is not None:
        found.append(Webhook(settings.alarm_webhook, settings.alarm_webhook_secret))
    return found
