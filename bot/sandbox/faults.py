"""What goes wrong between a bot and Telegram, switched on at will: by chance from a seed, or at an exact call."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

# too_many, bad_gateway, lost_call: the call has no effect. lost_answer: it has, and the bot never hears of it.
CHANCES = ("too_many", "bad_gateway", "lost_answer", "lost_call")


@dataclass(slots=True)
class Planned:
    """The nth call of a method from now on (`*`: of any) meets this fault, once."""

    method: str
    nth: int
    fault: str


@dataclass(slots=True)
class Faults:
    chances: dict[str, float] = field(default_factory=lambda: dict.fromkeys(CHANCES, 0.0))
    retry_after: int = 1
    latency: float = 0.0
    seed: int = 1
    methods: frozenset[str] | None = None
    silent_topics: bool = False  # sends to a deleted topic go to the main chat without a word
    plan: list[Planned] = field(default_factory=list)
    _random: Random = field(default_factory=lambda: Random(1))
    _quiet: bool = True

    def set(self, wanted: dict[str, Any]) -> None:
        """Take over what is named, leave the rest. Raises ValueError in words for the person who asked."""
        unknown = set(wanted) - {*CHANCES, "retry_after", "latency", "seed", "methods", "silent_topics", "plan"}
        if unknown:
            raise ValueError(f"there is no fault named {', '.join(sorted(unknown))}")
        for name in CHANCES:
            if name in wanted:
                self.chances[name] = _chance(name, wanted[name])
        self.retry_after = int(wanted.get("retry_after", self.retry_after))
        self.latency = float(wanted.get("latency", self.latency))
        self.silent_topics = bool(wanted.get("silent_topics", self.silent_topics))
        if "methods" in wanted:
            names = wanted["methods"]
            self.methods = None if names is None else frozenset(str(name).lower() for name in names)
        if "seed" in wanted:
            self.seed = int(wanted["seed"])
            self._random = Random(self.seed)
        if "plan" in wanted:
            self.plan = [_planned(entry) for entry in wanted["plan"]]
        self._settle()

    def _settle(self) -> None:
        self._quiet = not self.plan and not any(self.chances.values())

    def shown(self) -> dict[str, Any]:
        return {
            **self.chances,
            "retry_after": self.retry_after,
            "latency": self.latency,
            "seed": self.seed,
            "methods": None if self.methods is None else sorted(self.methods),
            "silent_topics": self.silent_topics,
            "plan": [{"method": p.method, "nth": p.nth, "fault": p.fault} for p in self.plan],
        }

    def draw(self, method: str) -> str:
        """The fault that this call meets, or nothing. `method` in lower case; `webhook` is a delivery to the bot,
        whose receipt may get lost too."""
        if self._quiet:
            return ""
        for planned in self.plan:
            if planned.method == method or (planned.method == "*" and method != "webhook"):
                planned.nth -= 1
        for planned in self.plan:
            if planned.nth <= 0:
                self.plan.remove(planned)
                self._settle()
                return planned.fault
        return self._by_chance(method)

    def _by_chance(self, method: str) -> str:
        if self.methods is not None and method not in self.methods:
            return ""
        drawn = self._random.random()
        for name, chance in self.chances.items():
            if drawn < chance:
                return name
            drawn -= chance
        return ""


def _chance(name: str, value: Any) -> float:
    chance = float(value)
    if not 0.0 <= chance <= 1.0:
        raise ValueError(f"{name} is a chance between 0 and 1, not {chance}")
    return chance


def _planned(entry: dict[str, Any]) -> Planned:
    fault = str(entry["fault"])
    if fault not in CHANCES:
        raise ValueError(f"there is no fault named {fault}")
    return Planned(str(entry.get("method", "*")).lower(), int(entry.get("nth", 1)), fault)
