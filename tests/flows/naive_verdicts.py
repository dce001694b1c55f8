"""What must not happen, asked of every situation one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.flows.naive import ASKING, At, Naive, Way

Verdict = tuple[str, str, str, int]
"""Code, flow, step, line of a decision or -1. Of circles only the code: any of their steps could be named."""

FAR = 99


class Verdicts:
    def __init__(self, naive: Naive) -> None:
        self.naive, self.ways = naive, naive.ways
        self.reached = {at.stack[-1] for at in self.ways if at.stack}
        self.asks = {at for at in self.ways if at.stack and naive.step(at)["kind"] in ASKING}

    def all(self) -> set[Verdict]:
        found = {*self._steps(), *self._questions(), *self._persons()}
        if self.naive.lost:
            found.add(("F087", "", "", -1))
        if self._rounds():
            found.add(("F018", "", "", -1))
        if self._stuck():
            found.add(("F080", "", "", -1))
        if any(self._comes_back(at, ("skip",)) or self._comes_back(at, ("wrong",)) for at in self.asks):
            found.add(("F086", "", "", -1))
        if any(at.owed for at in self.ways if not at.stack):
            found.add(("F083", "", "", -1))
        if not self._comes_out_of_hiding():
            found.add(("F015", "", "", -1))
        return found

    def _steps(self) -> Iterator[Verdict]:
        for flow, steps in self.naive.world.flows.items():
            missed = [name for name in steps if (flow, name) not in self.reached]
            yield from (
                [("F012", flow, "", -1)] if len(missed) == len(steps) else [("F012", flow, m, -1) for m in missed]
            )
            for name, step in steps.items():
                for nth in range(len(step.get("lines", ()))):
                    if (flow, name) in self.reached and (flow, name, nth) not in self.naive.lines:
                        yield "F025", flow, name, nth

    def _questions(self) -> Iterator[Verdict]:
        for at in self.asks:
            flow, name = at.stack[-1]
            step = self.naive.step(at)
            keep = self.naive.world.keep.get(step.get("save") or "", "none")
            if step["kind"] == "choice" and keep != "none" and not step["skip"]:
                yield "F017", flow, name, -1
            if step["kind"] == "story":
                yield from [("F084", flow, name, -1)] if not at.safe else []
                yield from [("F085", flow, name, -1)] if not at.explained else []
            for way in self.ways[at]:
                if way.kind in ("tap", "agree") and self._in_vain(at, way.to):
                    yield "F092", flow, name, -1
        for flow, name in self.naive.unconsented:
            yield "F050", flow, name, -1

    # --- circles -------------------------------------------------------------------------------------------------

    def _reach(self, at: At, follow: Callable[[At, Way], bool]) -> set[At]:
        """Everything that comes after `at` by ways that may be followed."""
        found: set[At] = set()
        todo = [at]
        while todo:
            here = todo.pop()
            for way in self.ways[here]:
                if follow(here, way) and way.to not in found:
                    found.add(way.to)
                    todo.append(way.to)
        return found

    def _silently(self, here: At, way: Way) -> bool:
        return here not in self.asks and way.kind != "person"

    def _rounds(self) -> set[At]:
        return {at for at in self.ways if at not in self.asks and at in self._reach(at, self._silently)}

    def _comes_back(self, at: At, by: tuple[str, ...]) -> bool:
        return at in self._reach(at, lambda here, way: way.kind in by if here in self.asks else way.kind != "person")

    def _stuck(self) -> bool:
        out = {at for at in self.ways if not at.stack} | self._rounds()
        grew = True
        while grew:
            grew = False
            for at, ways in self.ways.items():
                if at not in out and any(way.to in out and way.kind not in ("agree", "aside") for way in ways):
                    out.add(at)
                    grew = True
        return len(out) < len(self.ways)

    def _in_vain(self, at: At, to: At) -> bool:
        for _ in range(200):
            if to in self.asks:
                return to == at
            ways = self.ways[to]
            if len(ways) != 1 or ways[0].told:
                return False
            to = ways[0].to
        return False

    def _comes_out_of_hiding(self) -> bool:
        seen = self.naive.roots["safety"]
        todo = list(seen)
        met = set(todo)
        while todo:
            for way in self.ways[todo.pop()]:
                if way.kind not in ("open", "person"):
                    if not way.to.hidden:
                        return True
                    if way.to not in met:
                        met.add(way.to)
                        todo.append(way.to)
        return False

    # --- a person ------------------------------------------------------------------------------------------------

    def _persons(self) -> Iterator[Verdict]:
        own = self._taps({at: 0 for at in self.ways if self._hands(at)})
        button = 1 + max(own.get(root, FAR) for root in self.naive.roots["person"])
        if button > self.naive.world.taps:
            yield "F081", "person", "start", -1
        else:
            ends = {at: button for at in self.ways if not at.stack}
            outside = {at: button for at in self.asks if at.stack[-1][0] != "person"}
            taps = self._taps({**ends, **outside, **{at: 0 for at in self.ways if self._hands(at)}})
            for at in self.asks:
                if taps.get(at, FAR) > self.naive.world.taps:
                    yield "F081", *at.stack[-1], -1
        for at, ways in self.ways.items():
            for way in ways:
                if way.kind == "closed" and not self._answered(way.to):
                    yield "F082", *at.stack[-1], -1

    def _hands(self, at: At) -> bool:
        return bool(at.stack) and self.naive.step(at)["kind"] == "handoff"

    def _taps(self, taps: dict[At, int]) -> dict[At, int]:
        grew = True
        while grew:
            grew = False
            for at, ways in self.ways.items():
                cost = 1 if at in self.asks else 0
                far = min((taps.get(w.to, FAR) + cost for w in ways if w.kind not in ("aside", "person")), default=FAR)
                if far < taps.get(at, FAR):
                    taps[at] = far
                    grew = True
        return taps

    def _answered(self, at: At) -> bool:
        """By every way from here a number is told, or a person comes, before the chat rests."""
        todo, seen = [at], set[At]()
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            if here in self.asks or not here.stack:
                if not here.stack or not self.naive.step(here).get("phone"):
                    return False
                continue
            todo += [way.to for way in self.ways[here] if way.kind != "person" and not way.phone]
        return True
