"""What advocates and coordinators may do at any moment."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.desk import acts
from tests.desk.people import Town
from tests.desk.site import ADVOCATES, COORDINATORS, Site

COORDINATOR = st.sampled_from(COORDINATORS)
ADVOCATE = st.sampled_from((*ADVOCATES, *ADVOCATES[:2], ADVOCATES[0]))  # more happens to whoever has cases
NTH = st.integers(0, 11)
COMMANDS = (
    "/release", "/close", "/rest 2", "/ready", "/wish woman", "/wish any", "/me sex woman", "/next", "/queue", "/mine",
    "/status", "/alerts", "/typing", "/transfer",
)  # fmt: skip
TO_COLLEAGUES = (
    "Freeze this account now", "Let this account in again", "Freeze this account now", "Let this account in again",
    "goes or comes",
)  # fmt: skip
THEN = ("nobody answers yet", "it is taken", "a last word, and it is taken")
ANSWERS = st.sampled_from(["Take it", "Take it", "✗ my time ends", "Keep it myself"])
OUTSIDE = ("Give back", "Close", "Open again", "reads", "reads")


class OfStaff:
    town: Town
    site: Site
    topics: bool

    def telegram_is_slow(self, slow: bool) -> None:
        """The next message has to wait for half a minute, in which everything goes on."""
        if slow:
            plan = [{"method": "sendmessage", "nth": 1, "fault": "too_many"}]
            self.site.world.faults.set({"plan": plan, "retry_after": 30})

    # --- cases come and go ---------------------------------------------------------------------------------------

    @rule(advocate=ADVOCATE, nth=NTH, rival=st.one_of(st.just(0), ADVOCATE), slow=st.booleans())
    def claims(self, advocate: int, nth: int, rival: int, slow: bool) -> None:
        """And writes at once, whether “is yours” has come or not."""
        self.telegram_is_slow(slow)
        self.town.claims(advocate, nth, rival if rival != advocate else 0)
        if slow:
            self.town.writes_plainly(advocate)

    @rule(advocate=ADVOCATE, nth=NTH, last_word=st.booleans())
    def gives_back(self, advocate: int, nth: int, last_word: bool) -> None:
        """Any of those that are in her hands; or after a last word, with which Telegram takes its time."""
        if last_word:
            self._speaks(advocate)
        self.town.taps_label(advocate, "Give back", nth=0 if last_word else nth)

    @rule(advocate=ADVOCATE, nth=NTH, to=NTH, then=st.sampled_from(THEN))
    def hands_over(self, advocate: int, nth: int, to: int, then: str) -> None:
        """Asks a colleague, who may take it at once; maybe while a last word of the one before is still on its way."""
        colleague = acts.offers(self.town, advocate, nth, to)
        if then == "a last word, and it is taken":
            self._speaks(advocate)
        if colleague and then != "nobody answers yet":
            self.town.taps_label(colleague, "Take it")

    @rule(advocate=ADVOCATE, nth=NTH, answer=ANSWERS)
    def answers_an_offer(self, advocate: int, nth: int, answer: str) -> None:
        """However old it is."""
        self.town.taps_label(advocate, answer, nth)

    @rule(advocate=ADVOCATE, nth=NTH, which=NTH)
    def taps(self, advocate: int, nth: int, which: int) -> None:
        """Any button that was ever shown: give back, close, keep it, show it again, for whom."""
        if messages := self.town.with_buttons(advocate):
            self.town.taps_any(advocate, messages[nth % len(messages)], which)

    @rule(advocate=ADVOCATE, command=st.sampled_from(COMMANDS))
    def says(self, advocate: int, command: str) -> None:
        self.town.sends(advocate, command)

    @rule(person=st.one_of(ADVOCATE, COORDINATOR), nth=NTH)
    def is_on_it(self, person: int, nth: int) -> None:
        """Whom an alert has called, whenever that was."""
        self.town.taps_label(person, "I am on it", nth)

    # --- words ---------------------------------------------------------------------------------------------------

    @rule(advocate=ADVOCATE, nth=NTH, slow=st.booleans())
    def answers(self, advocate: int, nth: int, slow: bool) -> None:
        self._speaks(advocate, nth, slow=slow)

    def _speaks(self, advocate: int, nth: int = 0, *, slow: bool = True) -> None:
        self.telegram_is_slow(slow)
        if self.topics and nth:
            self.town.writes_in_topic(advocate, nth)
        else:
            self.town.writes_plainly(advocate, photo=nth == 1)

    @rule(person=st.one_of(ADVOCATE, COORDINATOR), nth=NTH)
    def replies_to(self, person: int, nth: int) -> None:
        """To any message, however old and whoever wrote it; whoever reads with a reason, to a copy."""
        if messages := self.town.messages(person):
            self.town.replies(person, messages[nth % len(messages)])

    @rule(advocate=ADVOCATE, nth=NTH, parts=st.integers(1, 2), late=st.booleans())
    def sends_photos_together(self, advocate: int, nth: int, parts: int, late: bool) -> None:
        """One part later than the others, maybe, and a case claimed before it."""
        if not late:
            acts.sends_an_album(self.town, advocate, nth, parts)
        if late and nth % 2:
            self.town.claims(advocate, nth)
        if late:
            acts.adds_to_the_album(self.town, advocate)

    @rule(advocate=ADVOCATE, nth=NTH, back=st.booleans())
    def changes_what_she_wrote(self, advocate: int, nth: int, back: bool) -> None:
        """Or takes it back."""
        if back:
            acts.takes_back(self.town, advocate, nth)
        else:
            acts.changes(self.town, advocate, nth)

    @rule(advocate=ADVOCATE, nth=NTH)
    def notes(self, advocate: int, nth: int) -> None:
        self.town.notes(advocate, nth)

    @rule(advocate=ADVOCATE, nth=NTH, later=st.booleans())
    def uses_a_phrase(self, advocate: int, nth: int, later: bool) -> None:
        """Looked up now, and sent at once or with the next tap; or one that was looked up a while ago."""
        if not later:
            acts.looks_for_a_phrase(self.town, advocate, nth)
        if later or nth % 2:
            acts.sends_a_phrase(self.town, advocate, nth if later else 0)

    @rule(person=st.one_of(ADVOCATE, COORDINATOR), nth=NTH)
    def shows_that_she_has_read_it(self, person: int, nth: int) -> None:
        acts.puts_a_sign(self.town, person, nth, "❤")

    # --- from outside --------------------------------------------------------------------------------------------

    @rule(coordinator=COORDINATOR, nth=NTH, what=st.sampled_from(OUTSIDE), slow=st.booleans())
    def oversees(self, coordinator: int, nth: int, what: str, slow: bool) -> None:
        """`slow`: whoever held it hears of it late, and writes meanwhile. Whoever reads answers to a copy, or not."""
        if what == "reads":
            acts.reads_with_a_reason(self.town, coordinator, nth)
            if slow:
                self.town.replies(coordinator, self.town.messages(coordinator)[0])
        elif acts.looks_at(self.town, coordinator, nth, closed=what == "Open again"):
            holder = self.town.holder_of(self.town.messages(coordinator)[0])
            self.telegram_is_slow(slow)
            if self.town.taps_label(coordinator, what) and what == "Close":
                self.town.taps_label(coordinator, "Help was given")
            if slow and holder:
                self.town.writes_plainly(holder)

    @rule(coordinator=COORDINATOR, whom=ADVOCATE, what=st.sampled_from(TO_COLLEAGUES))
    def is_stopped_or_let_in(self, coordinator: int, whom: int, what: str) -> None:
        if what == "goes or comes":
            acts.leaves_the_staff(self.town, coordinator, whom)
        else:
            self.town.of_colleague(coordinator, whom, what)
