"""What our buttons carry. Never content: Telegram keeps it, and any client can send any bytes."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import NamedTuple

from handoff.model import CaseId, StaffId, Token

MOST_DATA = 64  # bytes (Bot API, InlineKeyboardButton.callback_data)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Press(NamedTuple):
    """A worker's tap, as it claims to be."""

    bundle: str
    step: str
    generation: int
    value: str


class Act(NamedTuple):
    """A staff tap, as it claims to be."""

    name: str
    case: CaseId
    token: Token


class About(NamedTuple):
    """A staff tap about a colleague or an invite, as it claims to be."""

    name: str
    whom: StaffId


def worker_data(bundle: str, step: str, generation: int, value: str) -> str:
    return f"1:{bundle}:{step}:{base36(generation)}:{value}"


def read_press(data: str) -> Press | None:
    parts = data.split(":", 4)
    if len(parts) != 5 or parts[0] != "1" or not _is_base36(parts[3]):
        return None
    return Press(parts[1], parts[2], int(parts[3], 36), parts[4])


def staff_data(act: str, case: CaseId, token: Token) -> str:
    return f"2:{act}:{urlsafe_b64encode(case).decode().rstrip('=')}:{token}"


def read_act(data: str) -> Act | None:
    parts = data.split(":")
    if len(parts) != 4 or parts[0] != "2" or not (parts[3].isascii() and parts[3].isdigit()) or len(parts[3]) > 12:
        return None
    case = _id(parts[2])
    return Act(parts[1], CaseId(case), Token(int(parts[3]))) if case is not None else None


def people_data(act: str, whom: StaffId) -> str:
    return f"3:{act}:{urlsafe_b64encode(whom).decode().rstrip('=')}"


def read_about(data: str) -> About | None:
    parts = data.split(":")
    id = _id(parts[2]) if len(parts) == 3 and parts[0] == "3" else None
    return About(parts[1], StaffId(id)) if id is not None else None


def _id(text: str) -> bytes | None:
    """The 16 bytes of an id of ours."""
    try:
        id = urlsafe_b64decode(text + "==")
    except (Error, ValueError):
        return None
    return id if len(id) == 16 else None


def base36(number: int) -> str:
    if number == 0:
        return "0"
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits


def from_base36(text: str) -> int | None:
    return int(text, 36) if _is_base36(text) else None


def _is_base36(text: str) -> bool:
    return 0 < len(text) <= 7 and all(letter in _DIGITS for letter in text)
