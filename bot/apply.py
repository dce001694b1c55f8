"""Carries effects into the open book: one function for each, none left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot import (
    alerting,
    between,
    colleagues,
    current,
    digests,
    for_her,
    forgetting,
    holding,
    in_case,
    interview_desk,
    kept_about_her,
    marking,
    own_words,
    phrase_drafts,
    reach,
    responders,
    tidying,
    to_staff,
    to_worker,
    versions,
    worded,
)
from bot import effects as e
from bot import effects_alerts as al
from bot import effects_between as b
from bot import effects_for_her as hers
from bot import effects_in_hand as hand
from bot import effects_of_holds as two
from bot import effects_of_marks as marks
from bot import effects_of_phrases as phrases
from bot import effects_of_settings as settings
from bot import effects_of_words as words
from bot.effects_of_referral import OfReferral
from bot.effects_of_responders import OfResponders
from bot.held import go_to_nobody
from bot.ledger.records import DESK
from bot.scene import Scene
from bot.staff_chat import BASIC
from bot.telegram import calls
from handoff.desk import say


class Applying(Scene):
    """Effects in the order in which they were wanted."""

    def all(self, effects: Iterable[e.Effect]) -> None:
        for effect in effects:
            self.one(effect)

    def one(self, effect: e.Effect) -> None:  # noqa: C901 - a table: one line for each kind
        match effect:
            case e.Show():
                to_worker.show(self, effect)
            case e.TellWorker():
                to_worker.tell(self, effect)
            case e.Toast():
                to_worker.toast(self, effect)
            case e.Play():
                to_worker.play(self, effect)
            case e.Wipe():
                to_worker.wipe(self)
            case e.Forget():
                self.her().case = None
            case e.TellStaff():
                to_staff.tell(self, effect)
            case e.Lost():
                has_it = say("toast.taken", name=to_staff.name_of(self, effect.holder))
                self.book.toasts.append((effect.query, has_it, True))
            case e.ListCases():
                to_staff.list_cases(self, effect)
            case e.Card():
                to_staff.card(self, effect)
            case e.Enlist():
                to_staff.enlist(self, effect)
            case e.Blocked():
                reach.blocked(self, effect)
            case e.Open():
                for_her.asked(self, in_case.open_case(self, effect))
            case e.Keep():
                in_case.keep(self, effect)
            case e.Told():
                in_case.told(self, effect)
            case e.HandOver():
                in_case.hand_over(self, effect)
                marking.hand_over(self, effect)
            case e.Reply():
                in_case.reply(self, effect)
            case e.Annotate():
                in_case.annotate(self, effect)
            case e.Quiet():
                for_her.quiet(self, effect)
            case e.Urgent():
                in_case.urgent(self, effect)
            case e.Make():
                self._make(effect)
            case e.LeaveChat():
                self._leave(effect.chat)
            case e.Audit():
                self.book.audit(effect.act, effect.case, effect.by)
            case _:
                self._elsewhere(effect)

    def _leave(self, chat: int) -> None:
        """It may be what our own staff chat has become, and the news of that still on its way: the gate asks first."""
        ours = self.book.tools.staff_chat
        may_move = BASIC < ours < 0 and self.staff_chat in (0, ours)
        self.post(calls.leave(chat), chat, DESK, "tidy", link={"unless": ours} if may_move else {})

    def _elsewhere(  # noqa: C901 - a table: one line for each room
        self,
        effect: (
            hand.InHand | b.Between | hers.ForHer | marks.OfMarks | phrases.OfPhrases | al.OfAlerts | two.OfHolds
            | settings.OfSettings | words.OfWords | OfReferral | OfResponders | e.OfStaff
        ),
    ) -> None:  # fmt: skip
        """What a room of its own carries out: `mypy` refuses one that neither is here nor there."""
        match effect:
            case hers.Asked() | hers.Here() | hers.Keep() | hers.Want() | hers.Due() | hers.Spare() | hers.Rate():
                for_her.carry_out(self, effect)
            case hers.Consent() | hers.TakeBack():
                for_her.carry_out(self, effect)
            case (
                hand.Wish() | hand.AskWhom() | hand.SendAsked() | hand.Renew() | hand.Revise() | hand.Reveal()
                | hand.ShowAgain() | hand.TakeDigest()
            ):  # fmt: skip
                self._in_hand(effect)
            case marks.Marked() | marks.Mark() | marks.TakeBack() | marks.Typing() | marks.NameTopic():
                marking.carry_out(self, effect)
            case (
                b.ShowTakers() | b.HoldOut() | b.EndOffer() | b.AskFirst() | b.AskAnybody() | b.Reopen()
                | b.Reachable() | b.ShowDesk() | b.ShowCase() | b.Read()
            ):  # fmt: skip
                self.all(between.carry_out(self, effect))
            case two.AskTwo() | two.AgreeTwo():
                holding.carry_out(self, effect)
            case (
                phrases.FindPhrases() | phrases.DrawPhrase() | phrases.FillGap() | phrases.AskOwnWords()
                | phrases.AnswerDraft() | phrases.SendPhrase() | phrases.LeavePhrase()
            ):  # fmt: skip
                phrase_drafts.carry_out(self, effect)
            case marks.Back() | marks.ListUndelivered() | marks.ListUnreached():
                reach.carry_out(self, effect)
            case al.OnIt() | al.Hurry() | al.ShowAlerts() | al.ShowRota() | al.PutRota():
                alerting.carry_out(self, effect)
            case settings.ShowKept():
                kept_about_her.show(self, effect)
            case settings.ShowWords():
                kept_about_her.show_words(self, effect)
            case settings.Tidy():
                tidying.choose(self, effect)
            case settings.Erase() | settings.TakeBackErasing():
                self.all(forgetting.carry_out(self, effect))
            case OfReferral():
                interview_desk.carry_out(self, effect)
            case OfResponders():
                responders.carry_out(self, effect)
            case words.Choose() | words.Return() | words.AskWord() | words.DropWord() | words.Lift() | words.LetBack():
                self.all(worded.carry_out(self, effect))
            case phrases.DraftOwn() | phrases.SendOwn():
                own_words.carry_out(self, effect)
            case _:
                self.all(colleagues.carry_out(self, effect))

    def _in_hand(self, effect: hand.InHand) -> None:
        """What the holder does with a case of hers, besides writing to it."""
        match effect:
            case hand.Wish():
                in_case.wish(self, effect)
            case hand.AskWhom():
                in_case.ask_whom(self, effect)
            case hand.SendAsked():
                in_case.send_asked(self, effect)
            case hand.Renew():
                in_case.renew(self, effect)
            case hand.Revise():
                versions.revise(self, effect)
            case hand.Reveal():
                versions.reveal(self, effect)
            case hand.ShowAgain():
                in_case.show_again(self, effect)
            case hand.TakeDigest():
                digests.begin(self, effect)
            case _:
                assert_never(effect)

    def _make(self, effect: e.Make) -> None:
        """The ledger is the referee of a move; what follows depends on it."""
        move = effect.move
        file = self.book.case(move.case)
        before = file.case if file is not None else None
        if self.book.make(move):
            self.book.audit(move.act, move.case, effect.by, effect.whom)
            go_to_nobody(self, move)
            if before is not None:
                current.left(self, before, effect)
                for_her.moved(self, self.file(move.case), before, move)
                if before.holder is not None and before.holder != move.holder:
                    tidying.leaves(self, move.case, before.holder)
            self.all(effect.won)
        else:
            file = self.book.case(move.case)
            self.all(effect.lost(file) if file is not None else ())
