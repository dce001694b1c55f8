"""Six workers, four advocates and two coordinators, who do whatever they can, in a world where everything breaks."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.sandbox import groups, people
from tests.desk.acts import puts_a_sign
from tests.desk.books import wrong_in
from tests.desk.endings import everybody_is_helped
from tests.desk.of_staff import ADVOCATE, NTH, OfStaff
from tests.desk.people import Town
from tests.desk.site import WORKERS

WORKER = st.sampled_from(WORKERS)
WRITES = ("text", "text", "text", "photo", "voice", "document", "of danger", "what cannot be passed on")
FAULTS = st.sampled_from(["too_many", "bad_gateway", "lost_answer", "lost_call", "nonsense"])
DEATHS = (
    "at once", "in order", "before Telegram knows that it has the next update", "before one of the next calls",
    "after one of the next calls",
)  # fmt: skip
JUMPS = st.sampled_from([{"minutes": 1}, {"minutes": 12}, {"hours": 1}, {"hours": 4}, {"hours": 11}, {"hours": 13},
                         {"days": 3}])  # fmt: skip


class Desk(OfStaff, RuleBasedStateMachine):
    topics = False

    def __init__(self) -> None:
        super().__init__()
        self.town = Town.open(topics=self.topics)
        self.site = self.town.site

    def teardown(self) -> None:
        try:
            if not self.town.witness.wrong:
                everybody_is_helped(self.town)
                self.books_balance()
        finally:
            self.town.close()

    @invariant()
    def books_balance(self) -> None:
        assert not (found := wrong_in(self.town.witness, put_off=self.town.put_off)), "\n".join(found)

    # --- workers -------------------------------------------------------------------------------------------------

    @rule(worker=WORKER)
    def asks_for_a_person(self, worker: int) -> None:
        self.town.asks_for_a_person(worker)

    @rule(worker=WORKER, what=st.sampled_from(WRITES), slow=st.booleans())
    def writes(self, worker: int, what: str, slow: bool) -> None:
        self.telegram_is_slow(slow)
        if what == "of danger":
            self.town.writes(worker, before="he is hitting me ")
        elif what == "what cannot be passed on":
            self.town.does(worker, people.send, raw={"dice": {"emoji": "🎲", "value": 3}})
        else:
            self.town.writes(worker, kind=what)

    @rule(worker=WORKER, parts=st.integers(1, 3), late=st.booleans())
    def sends_an_album(self, worker: int, parts: int, late: bool) -> None:
        self.town.sends_an_album(worker, parts, late=late)

    @rule(worker=WORKER)
    def edits(self, worker: int) -> None:
        self.town.edits(worker)

    @rule(worker=WORKER, nth=NTH)
    def puts_a_sign_under_it(self, worker: int, nth: int) -> None:
        puts_a_sign(self.town, worker, nth, "🙏")

    @rule(worker=WORKER, back=st.booleans())
    def hides(self, worker: int, back: bool) -> None:
        """Or opens the chat again."""
        if back:
            self.town.sends(worker, "/start")
            self.town.taps_label(worker, "Yes, it is safe")
        elif not self.town.taps_label(worker, "Hide"):
            self.town.sends(worker, "hide")

    @rule(worker=WORKER, nth=NTH, goes=st.booleans())
    def chooses_hours(self, worker: int, nth: int, goes: bool) -> None:
        """And puts the phone away."""
        self.town.chooses_hours(worker, nth)
        if goes:
            self.town.run(self.site.time_passes(minutes=12))

    @rule(worker=WORKER, nth=NTH, which=NTH)
    def taps_something(self, worker: int, nth: int, which: int) -> None:
        """Also on old screens."""
        if screens := self.town.with_buttons(worker):
            self.town.taps_any(worker, screens[nth % min(3, len(screens))], which)

    @rule(worker=WORKER, label=st.sampled_from(["Stop waiting", "Talk again", "Something new"]))
    def leaves_or_returns(self, worker: int, label: str) -> None:
        self.town.taps_label(worker, label)

    @rule(person=st.one_of(WORKER, ADVOCATE))
    def blocks_or_unblocks(self, person: int) -> None:
        self.town.stops_or_starts(person)

    # --- what nobody wants ---------------------------------------------------------------------------------------

    @rule(fault=FAULTS, nth=st.integers(1, 4))
    def telegram_fails(self, fault: str, nth: int) -> None:
        if fault == "nonsense":
            self.town.nonsense_arrives()
        else:
            self.site.world.faults.set({"plan": [{"method": "*", "nth": nth, "fault": fault}], "retry_after": 30})

    @rule(how=st.sampled_from(DEATHS), call=st.integers(1, 4))
    def dies(self, how: str, call: int) -> None:
        if how == "at once":
            self.town.run(self.site.comes_back())
        elif how == "in order":
            self.town.run(self.site.restarts())
        elif how == "before Telegram knows that it has the next update":
            self.site.receipt_lost = True
        else:
            self.site.wire.dies_at, self.site.wire.dies_before = call, how == "before one of the next calls"

    @rule(jump=JUMPS)
    def time_passes(self, jump: dict[str, int]) -> None:
        self.town.run(self.site.time_passes(**jump))

    @rule(becomes=st.sampled_from(["a supergroup", "member", "left", "member", "restricted"]))
    def the_staff_group(self, becomes: str) -> None:
        """Becomes another chat; or the bot is put out of it, silenced, let in again."""
        room = self.town.witness.room
        if becomes != "a supergroup":
            groups.set_bot(self.site.world, {"chat": room, "status": becomes})
        elif room == self.site.group:
            groups.migrate(self.site.world, {"chat": room})
        self.town.run(self.site.hears())
        if becomes == "member":  # in ten minutes the bot finds out by itself, if it has not heard
            self.town.run(self.site.time_passes(minutes=10))


class DeskWithTopics(Desk):
    topics = True

    @rule(advocate=ADVOCATE, nth=NTH, do=st.sampled_from(["delete", "rename"]))
    def tidies_her_topics(self, advocate: int, nth: int, do: str) -> None:
        topics = [*self.site.world.chats[advocate].topics]
        if topics:
            self.town.of_topic(advocate, topics[nth % len(topics)])
            self.town.does(advocate, people.topic, thread=topics[nth % len(topics)], do=do, name="Min, Elm Road")
