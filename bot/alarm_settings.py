"""The settings of the ways out of Telegram, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from bot.secret import Secret, is_no_secret
from bot.secret_settings import LOOPBACK

_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[^\s@,<>]+@[^\s@,<>]+\.[^\s@,<>]+")
_LEAST_SECRET = 32

WHERE = {
    "ALARM_SMTP": "the mail server for alarms: smtp://user@host:587 (STARTTLS) or smtps://user@host:465",
    "ALARM_SMTP_PASSWORD_FILE": "a file with nothing but that user's password, readable by the bot alone (chmod 400)",
    "ALARM_FROM": "the address that alarms come from, one that the mail server lets you use",
    "ALARM_TO": "whom alarms are mailed to: addresses with commas, best one that rings somebody's phone",
    "ALARM_WEBHOOK": "the https:// address that alarms are posted to; leave it out for none",
    "ALARM_WEBHOOK_SECRET_FILE": "a file with 32 letters and digits or more that signs them: openssl rand -hex 32",
}  # fmt: skip
FILES = {"alarm_smtp_password": "ALARM_SMTP_PASSWORD_FILE", "alarm_webhook_secret": "ALARM_WEBHOOK_SECRET_FILE"}
"""What is only ever given as a file."""


class MailServer(NamedTuple):
    """`tls`: from the first byte; else STARTTLS, which is demanded everywhere but on this machine (`here`)."""

    host: str
    port: int
    user: str
    tls: bool
    here: bool


def mail_server(said: str) -> MailServer:
    parts = urlsplit(said)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("this is not smtp://user@host:port or smtps://user@host:port")
    if parts.password:
        raise ValueError("a password must not stand here, where other programs can see it; treat it as leaked")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise ValueError("the port is not one from 1 to 65535") from None
    here = parts.hostname in LOOPBACK
    return MailServer(parts.hostname, port, unquote(parts.username or ""), parts.scheme == "smtps", here)


def address(said: str) -> str:
    if not _ADDRESS.fullmatch(said):
        raise ValueError("this is not a mail address")
    return said


def addresses(said: str) -> tuple[str, ...]:
    return tuple(address(one.strip()) for one in said.split(","))


def webhook(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("this is not a web address (https://…)")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("alarms are posted to https:// addresses only")
    return url


def webhook_secret(said: str) -> Secret:
    if is_no_secret(said):
        raise ValueError("this is an example, or not random")
    if len(said) < _LEAST_SECRET:
        raise ValueError(f"the file must hold at least {_LEAST_SECRET} letters and digits")
    return Secret(said)


READ = {
    "alarm_smtp": mail_server, "alarm_smtp_password": Secret, "alarm_from": address, "alarm_to": addresses,
    "alarm_webhook": webhook, "alarm_webhook_secret": webhook_secret,
}  # fmt: skip


def together(said: Mapping[str, str], server: MailServer | None) -> Iterator[tuple[str, str]]:
    """What is missing beside what is there: (name of the setting, what)."""
    if "alarm_smtp" in said:
        for name in ("alarm_from", "alarm_to"):
            if name not in said:
                yield name.upper(), "is not set, and mail needs it"
        if server is not None and server.user and "alarm_smtp_password" not in said:
            yield FILES["alarm_smtp_password"], "is not set, and the mail server's user has a password"
    if "alarm_webhook" in said and "alarm_webhook_secret" not in said:
        yield FILES["alarm_webhook_secret"], "is not set, and without it nobody can tell our alarms from others'"
