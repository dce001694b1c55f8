"""A mail server that speaks SMTP as RFC 5321 has it, with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954): small, real
sockets, and able to refuse."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(slots=True)
class Mailbox:
    """`refuses`: so many mails it turns away first, with 451. `unknown`: recipients it does not know."""

    port: int = 0
    trust: ssl.SSLContext | None = None
    tls: ssl.SSLContext | None = None
    starttls: bool = True
    password: str = ""
    refuses: int = 0
    unknown: tuple[str, ...] = ()
    mails: list[Message] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    sealed: list[bool] = field(default_factory=list)  # whether each came through TLS

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        secure, known = False, not self.password
        envelope: list[str] = []
        await _say(writer, "220 mailbox")
        while line := (await reader.readline()).decode().strip():
            verb, rest = line.partition(" ")[0].upper(), line.partition(" ")[2]
            if verb == "STARTTLS":
                await _say(writer, "220 go ahead")
                await writer.start_tls(self.tls)  # type: ignore[arg-type]
                secure = True
            elif verb == "AUTH":
                known = base64.b64decode(rest.split()[1]).split(b"\0")[2].decode() == self.password
                await _say(writer, "235 welcome" if known else "535 wrong")
            elif verb == "DATA":
                await _say(writer, "354 go on")
                self.mails.append(message_from_bytes((await reader.readuntil(b"\r\n.\r\n"))[:-3]))
                self.to.append(list(envelope))
                self.sealed.append(secure)
                await _say(writer, "250 taken")
            else:
                await _say(writer, *self._answer(verb, rest, envelope, secure=secure, known=known))

    def _answer(self, verb: str, rest: str, envelope: list[str], *, secure: bool, known: bool) -> tuple[str, ...]:
        """To what changes nothing about the connection."""
        if verb == "EHLO":
            offers = ("250 STARTTLS",) if self.starttls and not secure else ()
            return ("250 mailbox", *offers, *(("250 AUTH PLAIN",) if self.password else ()), "250 8BITMIME")
        if verb == "MAIL":
            envelope.clear()
            if known and self.refuses:
                self.refuses -= 1
                return ("451 later",)
            return ("250 ok",) if known else ("530 who are you",)
        if verb == "RCPT":
            address = rest.partition("<")[2].partition(">")[0]
            if address in self.unknown:
                return ("550 nobody of that name",)
            envelope.append(address)
        return ("221 bye",) if verb == "QUIT" else ("250 ok",)


async def _say(writer: asyncio.StreamWriter, *lines: str) -> None:
    told = [f"{line[:3]}-{line[4:]}" for line in lines[:-1]] + [lines[-1]]
    writer.write("".join(f"{line}\r\n" for line in told).encode())
    await writer.drain()


@asynccontextmanager
async def mailbox(folder: Path, *, tls_at_once: bool = False, host: str = "127.0.0.1") -> AsyncIterator[Mailbox]:
    box = Mailbox()
    box.tls, box.trust = _certificate(folder)
    server = await asyncio.start_server(box.talk, host, 0, ssl=box.tls if tls_at_once else None)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()


def _certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For localhost, signed by itself; and the trust of whoever knows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = folder / "mailbox.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(pem)
    return ours, ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())
