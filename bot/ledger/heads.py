"""The end of the audit, signed, to be kept where the server cannot reach it: whoever cuts the audit off is found out.

Signed with Ed25519, so that whoever keeps heads can see that they are ours and cannot make one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection

from bot.ledger.chain import Examined, Head, mac_at

PURPOSE = "audit-heads"
"""Of the sub-key of the key file that signs."""


class Signed(NamedTuple):
    head: Head
    at: int  # Unix seconds
    signature: bytes

    def line(self) -> str:
        """One line of JSON, as `helpline audit head` prints it."""
        head = {"seq": self.head.seq, "mac": self.head.mac.hex(), "at": self.at}
        return json.dumps({**head, "signature": self.signature.hex()})


def sign(secret: bytes, head: Head, at: int) -> Signed:
    return Signed(head, at, Ed25519PrivateKey.from_private_bytes(secret).sign(_said(head, at)))


def public(secret: bytes) -> bytes:
    """The key with which anybody can see that a head is ours, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def read(lines: Iterable[str]) -> Iterator[Signed | str]:
    """Heads as they were printed; for a line that is none, what is wrong with it."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            head = Head(int(told["seq"]), bytes.fromhex(told["mac"]))
            yield Signed(head, int(told["at"]), bytes.fromhex(told["signature"]))
        except (ValueError, KeyError, TypeError):
            yield f"line {number} is not a head that `helpline audit head` has printed"


def against(db: Connection, public: Sequence[bytes], examined: Examined, kept: Iterable[Signed | str]) -> list[str]:
    """What heads that were kept elsewhere say of this audit, where it is not as it was. `public`: keys of ours."""
    return [wrong for each in kept if (wrong := each if isinstance(each, str) else _of_one(db, public, examined, each))]


def _of_one(db: Connection, public: Sequence[bytes], examined: Examined, kept: Signed) -> str:
    seq = kept.head.seq
    if not any(_signed(each, kept) for each in public):
        return f"the head with {seq} entries is not signed by this key file"
    if seq > examined.head.seq:
        return f"the audit once had {seq} entries and ends at {examined.head.seq}: its end was cut off"
    if seq < examined.first:
        return ""  # its entry was taken away when its time was over, which the chain itself vouches for
    if mac_at(db, seq) != kept.head.mac:
        return f"entry {seq} is another one than it was when its head was kept: the audit was written anew"
    return ""


def _signed(public: bytes, kept: Signed) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(kept.signature, _said(kept.head, kept.at))
    except InvalidSignature:
        return False
    return True


def _said(head: Head, at: int) -> bytes:
    return b"hb1|audit-head|" + f"{head.seq}|{head.mac.hex()}|{at}".encode()
