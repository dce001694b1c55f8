"""What a contact or a place says, as far as the other side needs it: never whose account it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

CARDS = {"contact": "sendContact", "location": "sendLocation", "venue": "sendVenue"}
"""By kind: the method that shows one."""


def inside(kind: str, message: Mapping[str, Any]) -> str:
    """As JSON, by the names of that method's parameters. "": it is no card, or none of the shape that is promised;
    then Telegram itself can still be asked for a copy."""
    if kind not in CARDS:
        return ""
    card = message[kind]
    try:
        told = _contact(card) if kind == "contact" else _place(card) if kind == "location" else _venue(card)
        return orjson.dumps(told).decode()
    except (KeyError, TypeError, ValueError, AttributeError):
        return ""


def _contact(card: Mapping[str, Any]) -> dict[str, Any]:
    last = {"last_name": _words(card["last_name"])} if card.get("last_name") else {}
    return {"phone_number": _words(card["phone_number"]), "first_name": _words(card["first_name"]), **last}


def _place(card: Mapping[str, Any]) -> dict[str, Any]:
    return {"latitude": _degrees(card["latitude"], 90), "longitude": _degrees(card["longitude"], 180)}


def _venue(card: Mapping[str, Any]) -> dict[str, Any]:
    return {**_place(card["location"]), "title": _words(card["title"]), "address": _words(card["address"])}


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.replace("\0", "")[:256]


def _degrees(value: object, most: int) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not -most <= value <= most:
        raise ValueError
    return float(value)
