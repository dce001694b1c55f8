"""Six workers, four advocates and two coordinators, who do whatever they can, in a world where everything breaks."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.sandbox import people
from tests.desk.people import A_PHOTO, Town
from tests.desk.site import ADVOCATES, COORDINATORS, WORKERS

WORKER, COORDINATOR = st.sampled_from(WORKERS), st.sampled_from(COORDINATORS)
ADVOCATE = st.sampled_from((*ADVOCATES, *ADVOCATES[:2], ADVOCATES[0]))  # more happens to whoever has cases
NTH = st.integers(0, 11)
COMMANDS = (
    "/release", "/close", "/rest 2", "/ready", "/wish woman", "/wish any", "/me sex woman", "/next", "/queue", "/mine",
)  # fmt: skip
STOPS = st.sampled_from(["Freeze this account now", "Let this account in again"])
KINDS = st.sampled_from(["text", "text", "photo", "voice", "document"])
FAULTS = st.sampled_from(["too_many", "bad_gateway", "lost_answer", "lost_call"])
JUMPS = st.sampled_from([{"minutes": 1}, {"minutes": 12}, {"hours": 1}, {"hours": 11}, {"hours": 13}, {"days": 3}])


class Desk(RuleBasedStateMachine):
    topics = False

    def __init__(self) -> None:
        super().__init__()
        self.town = Town.open(topics=self.topics)
        self.site = self.town.site

    def teardown(self) -> None:
        try:
            if not self.town.witness.wrong:
                self.town.everybody_is_helped()
                self.books_balance()
        finally:
            self.town.close()

    @invariant()
    def books_balance(self) -> None:
        assert not (found := self.town.witness.books(put_off=self.town.put_off)), "\n".join(found)

    # --- workers -------------------------------------------------------------------------------------------------

    @rule(worker=WORKER)
    def asks_for_a_person(self, worker: int) -> None:
        self.town.asks_for_a_person(worker)

    @rule(worker=WORKER, kind=KINDS, slow=st.booleans())
    def writes(self, worker: int, kind: str, slow: bool) -> None:
        self._telegram_is_slow(slow)
        self.town.writes(worker, kind=kind)

    @rule(worker=WORKER)
    def is_in_danger(self, worker: int) -> None:
        self.town.writes(worker, before="he is hitting me ")

    @rule(worker=WORKER)
    def edits(self, worker: int) -> None:
        self.town.edits(worker)

    @rule(worker=WORKER)
    def sends_what_cannot_be_passed_on(self, worker: int) -> None:
        self.town.does(worker, people.send, raw={"dice": {"emoji": "🎲", "value": 3}})

    @rule(worker=WORKER)
    def hides(self, worker: int) -> None:
        if not self.town.taps_label(worker, "Hide"):
            self.town.sends(worker, "hide")

    @rule(worker=WORKER)
    def opens_the_chat_again(self, worker: int) -> None:
        self.town.sends(worker, "/start")
        self.town.taps_label(worker, "Yes, it is safe")

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

    # --- advocates -----------------------------------------------------------------------------------------------

    @rule(advocate=ADVOCATE, nth=NTH, rival=st.one_of(st.just(0), ADVOCATE))
    def claims(self, advocate: int, nth: int, rival: int) -> None:
        self.town.claims(advocate, nth, rival if rival != advocate else 0)

    @rule(advocate=ADVOCATE, nth=NTH, slow=st.booleans())
    def answers(self, advocate: int, nth: int, slow: bool) -> None:
        self._telegram_is_slow(slow)
        if self.topics and nth:
            self.town.writes_in_topic(advocate, nth)
        else:
            self.town.writes_plainly(advocate)

    @rule(advocate=ADVOCATE, nth=NTH, last_word=st.booleans())
    def gives_back(self, advocate: int, nth: int, last_word: bool) -> None:
        """Any of those that are in her hands; or after a last word, with which Telegram takes its time."""
        if last_word:
            self.answers(advocate, 0, slow=True)
        self.town.taps_label(advocate, "Give back", nth=0 if last_word else nth)

    @rule(advocate=ADVOCATE, nth=NTH)
    def replies_to(self, advocate: int, nth: int) -> None:
        """To any message, however old and whoever wrote it."""
        messages = [each for each in self.site.world.chats[advocate].messages.values() if not each.deleted]
        if messages:
            self.town.replies(advocate, messages[-1 - nth % len(messages)])

    @rule(advocate=ADVOCATE, nth=NTH, which=NTH)
    def taps(self, advocate: int, nth: int, which: int) -> None:
        """Any button that was ever shown: give back, close, keep it, show it again, for whom."""
        if messages := self.town.with_buttons(advocate):
            self.town.taps_any(advocate, messages[nth % len(messages)], which)

    @rule(advocate=ADVOCATE)
    def notes(self, advocate: int) -> None:
        self.town.sends(advocate, f"/note {self.town.witness.says('N', advocate).mark}")

    @rule(advocate=ADVOCATE, command=st.sampled_from(COMMANDS))
    def says(self, advocate: int, command: str) -> None:
        self.town.sends(advocate, command)

    @rule(advocate=ADVOCATE)
    def sends_a_photo(self, advocate: int) -> None:
        """Nobody's, unless it is in her topic or she has one case."""
        meant = frozenset() if self.topics else self.town._current(advocate)
        self.town.does(advocate, people.send, photo=A_PHOTO, caption=self.town.witness.says("A", advocate, meant).mark)

    # --- coordinators --------------------------------------------------------------------------------------------

    @rule(coordinator=COORDINATOR, whom=ADVOCATE, what=STOPS)
    def stops_or_lets_in(self, coordinator: int, whom: int, what: str) -> None:
        self.town.of_colleague(coordinator, whom, what)

    def _telegram_is_slow(self, slow: bool) -> None:
        """The next message has to wait for half a minute, in which everything goes on."""
        if slow:
            plan = [{"method": "sendmessage", "nth": 1, "fault": "too_many"}]
            self.site.world.faults.set({"plan": plan, "retry_after": 30})

    # --- what nobody wants ---------------------------------------------------------------------------------------

    @rule(fault=FAULTS, nth=st.integers(1, 4))
    def telegram_fails(self, fault: str, nth: int) -> None:
        plan = [{"method": "*", "nth": nth, "fault": fault}]
        self.site.world.faults.set({"plan": plan, "retry_after": 30})

    @rule(call=st.integers(1, 4), before=st.booleans())
    def will_die(self, call: int, before: bool) -> None:
        """At one of the next calls."""
        self.site.wire.dies_at, self.site.wire.dies_before = call, before

    @rule(how=st.sampled_from(["at once", "in order", "before Telegram knows that it has the next update"]))
    def dies(self, how: str) -> None:
        if how == "at once":
            self.town.run(self.site.comes_back())
        elif how == "in order":
            self.town.run(self.site.restarts())
        else:
            self.site.receipt_lost = True

    @rule(jump=JUMPS)
    def time_passes(self, jump: dict[str, int]) -> None:
        self.town.run(self.site.time_passes(**jump))

    @rule()
    def nonsense_arrives(self) -> None:
        self.town.nonsense_arrives()


class DeskWithTopics(Desk):
    topics = True
