"""When a worker may be written to unasked, as anybody can read it: off the ticks on her own screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
AT_THE_PHONE = 600  # seconds after something that she did herself
TICK = "\N{WHITE HEAVY CHECK MARK}"


@dataclass(slots=True)
class Hours:
    parts: dict[int, frozenset[int]] = field(default_factory=dict)  # worker -> of three hours each
    days: dict[int, frozenset[int]] = field(default_factory=dict)
    here: dict[int, float] = field(default_factory=dict)  # when she last did something

    def shown(self, worker: int, params: Mapping[str, Any]) -> None:
        rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
        ticks = {_value(each): TICK in each["text"] for row in rows for each in row if ":h." in str(each)}
        if ticks:
            self.parts[worker] = frozenset(int(each[1]) for each, on in ticks.items() if on and each[0] == "p")
            self.days[worker] = frozenset(int(each[1]) for each, on in ticks.items() if on and each[0] == "d")

    def is_there(self, worker: int, now: float) -> None:
        self.here[worker] = now

    def may_write(self, worker: int, now: float) -> bool:
        local = datetime.fromtimestamp(now, UTC).astimezone(LONDON)
        parts, days = self.parts.get(worker), self.days.get(worker)
        safe = local.hour // 3 in (parts or range(8)) and local.weekday() in (days or range(7))
        return safe or now - self.here.get(worker, -AT_THE_PHONE) < AT_THE_PHONE


def _value(button: Mapping[str, Any]) -> str:
    """`p3` or `d0`; of “any time” nothing."""
    value = str(button.get("callback_data", "")).rpartition(":h.")[2][:2]
    return value if value[:1] in ("p", "d") and value[1:].isdigit() else "-0"
