"""Carries effects into the open book: one function for each, none left out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, assert_never

from babel import Locale

from bot import effects as e
from bot.heard import Heard
from bot.ledger.book import Book
from bot.ledger.records import DESK, CaseFile, Kept, Member, Worker
from bot.outgoing import Outgoing
from bot.seal.codename import code_name
from bot.telegram import calls
from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.model import Answer, Screen
from handoff.desk import card as waiting_card
from handoff.desk import say, waited
from handoff.model import Case, CaseId, Route, StaffId, State, Token, Urgency
from handoff.queue import minutes_waited, order

IN_HER_CHAT: Mapping[str, Any] = {"disable_notification": True, "link_preview_options": {"is_disabled": True}}
"""Silent, and no preview: a preview fetches the link and leaks it."""


@lru_cache
def language_name(code: str) -> str:
    """As staff say it: in English."""
    return Locale.parse(code).get_display_name("en") or code


def _summary_lines(summary: Mapping[str, Answer]) -> list[str]:
    """What she answered, by the names that the flows give; her own words among it come as messages, not here."""
    return [
        f"· {name.replace('_', ' ')}: {answer.replace('_', ' ')}"
        for name, answer in summary.items()
        if isinstance(answer, str)
    ]


@dataclass(slots=True)
class Applying:
    """One actor's effects. `worker` is the one whose turn it is, None for an act of staff."""

    book: Book
    bundle: Bundle
    words: Words
    topics: bool  # the bot has topics in private chats
    worker: Worker | None = None

    def all(self, effects: Iterable[e.Effect]) -> None:
        for effect in effects:
            self.one(effect)

    def one(self, effect: e.Effect) -> None:
        match effect:
            case e.Show():
                self._show(effect)
            case e.TellWorker():
                self._tell_worker(effect)
            case e.Toast():
                self._toast(effect)
            case e.TellStaff():
                self._tell_staff(effect)
            case e.Lost():
                name = self._name(effect.holder)
                self.book.toasts.append((effect.query, say("toast.taken", name=name), True))
            case e.ListCases():
                self._list(effect)
            case e.Card():
                self._card(effect)
            case e.Keep():
                self._keep(effect)
            case e.Reply():
                self._reply(effect)
            case e.Annotate():
                self._annotate(effect)
            case e.HandOver():
                self._hand_over(effect)
            case e.Open():
                self._open(effect)
            case e.Make():
                self._make(effect)
            case e.Urgent():
                self._urgent(effect)
            case e.Wipe():
                self._wipe()
            case e.Forget():
                self._her().case = None
            case e.Quiet():
                self._quiet(effect)
            case e.Current():
                self._current(effect)
            case e.Enlist():
                self._enlist(effect)
            case e.Blocked():
                self._blocked(effect)
            case e.LeaveChat():
                self._post(calls.leave(effect.chat), effect.chat, DESK, "notice")
            case e.Audit():
                self.book.audit(effect.act, effect.case, effect.by)
            case _:
                assert_never(effect)

    # --- to the worker -------------------------------------------------------------------------------------------

    def _her(self) -> Worker:
        assert self.worker is not None, "an effect of a worker's turn without a worker"
        return self.worker

    def _show(self, effect: e.Show) -> None:
        worker = self._her()
        session = worker.session
        slots = self._slots(worker, effect.screen)
        rendered = self.words.screen(effect.screen, session.language, slots)
        params = calls.screen(worker.chat, rendered, self.bundle.short, effect.screen.at, session.generation)
        if effect.in_place:
            self._post(calls.edit(params, effect.in_place), worker.chat, worker.id, "edit")
        else:
            self._post(calls.send({**params, **IN_HER_CHAT}), worker.chat, worker.id, "screen")

    def _slots(self, worker: Worker, screen: Screen) -> Mapping[str, str]:
        if not any("place_in_line" in self.bundle.placeholders(key) for key in screen.parts):
            return {}
        file = self.book.case(worker.case)
        return {"place_in_line": str(self.book.waiting_before(file) + 1)} if file else {}

    def _tell_worker(self, effect: e.TellWorker) -> None:
        file = self._file(effect.case)
        if file.quiet:
            return  # she has hidden the chat: nothing appears there by itself
        screen = Screen(steps=(), parts=effect.parts, rows=(), at="")
        rendered = self.words.screen(screen, file.case.language, {})
        params = calls.send({**calls.screen(file.chat, rendered, "", "", 0), **IN_HER_CHAT})
        self._post(params, file.chat, effect.case, "notice")

    def _toast(self, effect: e.Toast) -> None:
        text = effect.text
        if effect.key:
            text = self.words.text(effect.key, self._her().session.language, {})
        self.book.toasts.append((effect.query, text[:200], effect.alert))

    def _wipe(self) -> None:
        worker = self._her()
        link = {"wipe": worker.id.hex()}
        self._post(calls.wipe(worker.chat), worker.chat, worker.id, "tidy", link=link)

    # --- to staff ------------------------------------------------------------------------------------------------

    def _tell_staff(self, effect: e.TellStaff) -> None:
        member = self.book.member_by_id(effect.to)
        if member is None:
            return
        file = self.book.case(effect.case)
        rows = [[(label, act)] for act, label in effect.acts]
        text = self._with_facts(effect.text, file)
        params = calls.notice(member.chat, text, file.case if file else None, rows, effect.reply_to)
        link = {"case": effect.case.hex(), "label": file.case.code_name} if file and effect.case else {}
        self._post(params, member.chat, member.staff.id, "notice", topic=self._topic(effect.case), link=link)

    def _with_facts(self, text: str, file: CaseFile | None) -> str:
        """What only the open book knows of the case."""
        if file is None or "{language}" not in text:
            return text
        facts = {
            "{language}": language_name(file.case.language),
            "{urgency}": say(f"urgency.{file.case.urgency.value}"),
            "{waited}": waited(minutes_waited(file.case, self.book.now)),
        }
        for slot, value in facts.items():
            text = text.replace(slot, value)
        return text

    def _name(self, staff: StaffId | None) -> str:
        member = self.book.member_by_id(staff) if staff else None
        return member.staff.name if member else "A colleague"

    def _list(self, effect: e.ListCases) -> None:
        if effect.what == "mine":
            lines = [
                say("mine.line", code=file.case.code_name, language=language_name(file.case.language),
                    until=f"{file.case.lease_until:%H:%M}" if file.case.lease_until else "-")
                for file in self.book.held_by(effect.to)
            ] or [say("mine.none")]  # fmt: skip
        else:
            lines = self._queue_lines()
        self._tell_staff(e.TellStaff(effect.to, "\n".join(lines)))

    def _queue_lines(self) -> list[str]:
        cases = order((file.case for file in self.book.all_waiting()), self.book.now)
        if not cases:
            return [say("queue.empty")]
        head = say("queue.head", count=str(len(cases)))
        return [head] + [
            say("queue.line", place=str(place), code=case.code_name, language=language_name(case.language),
                urgency=say(f"urgency.{case.urgency.value}"),
                waited=waited(minutes_waited(case, self.book.now)))
            for place, case in enumerate(cases[:20], start=1)
        ]  # fmt: skip

    def _topic(self, case: CaseId | None) -> CaseId | None:
        return case if self.topics else None

    def _card(self, effect: e.Card) -> None:
        file = self._file(effect.case)
        chat = self.book.tools.staff_chat
        if not chat:
            return
        text = self._card_text(file.case)
        rows = [[(say("button.claim"), "claim")]] if file.case.state is State.WAITING else []
        params = calls.notice(chat, text, file.case, rows)
        message = effect.message or file.card
        link = {"card": effect.case.hex()}
        if message:
            self._post(calls.edit(params, message), chat, DESK, "edit", link=link)
        else:
            self._post(calls.send(params), chat, DESK, "card", link=link)

    def _card_text(self, case: Case) -> str:
        language = language_name(case.language)
        if case.state is State.WAITING:
            return waiting_card(case, language, minutes_waited(case, self.book.now))
        if case.state is State.CLAIMED:
            return say("card.taken", code=case.code_name, language=language, name=self._name(case.holder))
        return say("card.closed", code=case.code_name, language=language)

    # --- words of a case -----------------------------------------------------------------------------------------

    def _file(self, id: CaseId) -> CaseFile:
        file = self.book.case(id)
        assert file is not None, "an effect names a case that is not there"
        return file

    def _kept(self, file: CaseFile, sender: str, heard: Heard) -> Kept:
        seq = file.next_seq
        file.next_seq += 1
        file.changed = True
        return Kept(
            secrets.token_bytes(16), file.case.id, seq, sender, heard.kind if heard.kind != "command" else "text",
            heard.text, heard.chat, heard.message, heard.date, heard.media, heard.reply_to,
        )  # fmt: skip

    def _keep(self, effect: e.Keep) -> None:
        file = self._file(effect.case)
        kept = self._kept(file, "worker", effect.heard)
        claimed = file.case.state is State.CLAIMED
        self.book.keep(file, kept, "sending" if claimed else "kept")
        if claimed:
            self._pass_on(file, kept)

    def _pass_on(self, file: CaseFile, kept: Kept) -> None:
        """Her message to the holder, as a copy: a forward would show who she is."""
        holder = self.book.member_by_id(file.case.holder) if file.case.holder else None
        if holder is None:
            return
        twin = self.book.linked(kept.chat, kept.reply_to) if kept.reply_to else None
        params = calls.from_worker(
            holder.chat, file.case, kept, heading=not self.topics, reply_to=twin[1] if twin else 0
        )
        link = {
            "case": file.case.id.hex(), "label": file.case.code_name, "message": kept.id.hex(),
            "twin": [kept.chat, kept.message],
        }  # fmt: skip
        self._post(params, holder.chat, file.case.id, "words", route=self._route(file), topic=self._topic(file.case.id),
                   link=link)  # fmt: skip

    def _route(self, file: CaseFile) -> Route:
        return Route(file.case.id, file.case.token)

    def _hand_over(self, effect: e.HandOver) -> None:
        file = self._file(effect.case)
        if file.summary and file.case.holder:
            told = [say("before_the_claim", code=file.case.code_name), *_summary_lines(file.summary)]
            self._tell_staff(e.TellStaff(file.case.holder, "\n".join(told), file.case.id))
        same_hands = file.last_holder in (None, file.case.holder)
        states = ("kept",) if same_hands else ("kept", "sending", "sent")
        passed = [kept for kept in self.book.kept(file, *states) if kept.sender == "worker"]
        self.book.delivered([kept.id for kept in passed], "sending")
        for kept in passed:
            self._pass_on(file, kept)

    def _reply(self, effect: e.Reply) -> None:
        file = self._file(effect.case)
        kept = self._kept(file, "advocate", effect.heard)
        self.book.keep(file, kept, "held" if file.quiet else "sending")
        self.book.audit("replied", effect.case, effect.by)
        file.case = replace(file.case, lease_until=effect.until)
        if file.quiet:
            text = say("held", code=file.case.code_name)
            self._tell_staff(e.TellStaff(effect.by, text, effect.case, reply_to=effect.heard.message))
        else:
            self._send_reply(file, kept)

    def _send_reply(self, file: CaseFile, kept: Kept) -> None:
        twin = self.book.linked(kept.chat, kept.reply_to) if kept.reply_to else None
        params = calls.to_worker(file.chat, kept, reply_to=twin[1] if twin else 0)
        holder = file.case.holder
        link = {
            "case": file.case.id.hex(), "message": kept.id.hex(), "twin": [kept.chat, kept.message],
            "receipt": [kept.chat, kept.message], "by": holder.hex() if holder else "",
        }  # fmt: skip
        self._post({**params, "p": {**params["p"], **IN_HER_CHAT}}, file.chat, file.case.id, "words",
                   route=self._route(file), link=link)  # fmt: skip

    def _annotate(self, effect: e.Annotate) -> None:
        file = self._file(effect.case)
        note = replace(self._kept(file, "note", effect.heard), text=effect.text)
        self.book.keep(file, note, "note")
        self.book.audit("noted", effect.case, effect.by)

    def _quiet(self, effect: e.Quiet) -> None:
        file = self._file(effect.case)
        was, file.quiet, file.changed = file.quiet, effect.on, True
        if file.case.state is State.CLAIMED and file.case.holder and was != effect.on:
            text = say("hidden" if effect.on else "hidden.back", code=file.case.code_name)
            self._tell_staff(e.TellStaff(file.case.holder, text, effect.case))
        if not effect.on:
            held = self.book.kept(file, "held")
            self.book.delivered([kept.id for kept in held], "sending")
            for kept in held:
                self._send_reply(file, kept)

    # --- cases and people ----------------------------------------------------------------------------------------

    def _open(self, effect: e.Open) -> None:
        worker = self._her()
        id = CaseId(secrets.token_bytes(16))
        self.book.mint([id])
        case = Case(
            id, code_name(secrets.SystemRandom()), State.WAITING, effect.urgency, effect.language, Token(1),
            self.book.now,
        )  # fmt: skip
        file = CaseFile(case, worker.id, worker.chat, effect.summary, effect.basis)
        self.book.begin_case(file)
        worker.case = id
        self.book.audit("opened", id)
        self._card(e.Card(id))

    def _make(self, effect: e.Make) -> None:
        move = effect.move
        if self.book.make(move):
            self.book.audit(move.act, move.case, effect.by)
            self.all(effect.won)
        else:
            file = self.book.case(move.case)
            self.all(effect.lost(file) if file is not None else ())

    def _urgent(self, effect: e.Urgent) -> None:
        file = self._file(effect.case)
        if file.case.urgency is not Urgency.NOW:
            file.case, file.changed = replace(file.case, urgency=Urgency.NOW), True
            self.book.audit("urgent", effect.case)
        if file.case.holder:
            self._tell_staff(e.TellStaff(file.case.holder, say("urgent", code=file.case.code_name), effect.case))
        else:
            self._card(e.Card(effect.case))

    def _current(self, effect: e.Current) -> None:
        member = self.book.member_by_id(effect.staff)
        if member is not None:
            member.current, member.changed = effect.case, True

    def _enlist(self, effect: e.Enlist) -> None:
        staff = self.book.use_invite(effect.handle)
        if staff is None:
            return
        member = Member(staff, self.book.tools.index.staff(effect.user), effect.chat)
        self.book.enlist(member)
        self.book.audit("enlisted", None, staff.id)
        self._tell_staff(e.TellStaff(staff.id, say("welcome", name=staff.name, role=staff.role.value)))

    def _blocked(self, effect: e.Blocked) -> None:
        file = self._file(effect.case)
        if file.case.holder:
            text = say("blocked" if effect.on else "unblocked", code=file.case.code_name)
            self._tell_staff(e.TellStaff(file.case.holder, text, effect.case))
        self.book.audit("blocked" if effect.on else "unblocked", effect.case)

    # --- the outbox ----------------------------------------------------------------------------------------------

    def _post(
        self,
        call: Mapping[str, Any],
        chat: int,
        owner: bytes,
        kind: str,
        *,
        route: Route | None = None,
        topic: CaseId | None = None,
        link: Mapping[str, Any] | None = None,
    ) -> None:
        self.book.post(
            Outgoing(
                id=secrets.token_bytes(16), lane=self.book.tools.index.chat(chat), seq=self.book.next_seq(),
                owner=owner, kind=kind, method=call["m"], params=call["p"], route=route, topic=topic, link=link or {},
            )
        )  # fmt: skip
