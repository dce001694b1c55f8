"""A chat in the terminal, with the engine and the words that workers meet: for whoever writes a flow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot import content, flow_tests, terminal
from bot.case_screens import case_screen
from bot.saved_test import save
from bot.tongues.pseudo import spoken
from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.chat import Chat, NotOffered, Seen, WithPerson, dotted, typed
from flows.engine.fault import closest
from flows.engine.grammar import MESSAGES
from flows.engine.model import Answer, AnswerStep, Input, Sent, Spot
from flows.engine.play_script import A_REF, kept_now, not_offered
from flows.engine.read_script import file_of
from flows.engine.script import TeamIs, Wait, how_long
from flows.engine.session import freeze
from flows.engine.why import reasons
from flows.engine.write_script import Says, as_yaml, recorded
from handoff.model import State

HELP = """\
Type as she would: words, or the number of a button. At a question that is answered by writing, digits are the answer.
  :2              the button with this number, also at such a question; [value] is the button with this value
  (voice)         she sends a voice message; also (photo), (document)
  /start          she begins anew
  :back           as if the last thing she did had not been
  :lang ar        the same screen in another language
  :why            what led here, and which facts are shown
  :wait 30h       time goes by: 20m, 30h, 2d
  :team closed    nobody is on duty; :team open
  :save-test NAME writes this chat as a test beside the flow; a name that ends in .yaml is the file to write to
  :help  :quit"""


@dataclass(slots=True)
class Trying:
    """`flow` is empty where she begins with her first message. `marks`: how long the script was before each turn."""

    root: Path
    bundle: Bundle
    words: Words
    chat: Chat
    flow: str
    given: Mapping[str, Answer]
    say: Callable[[str], None]
    lay_out: bool
    width: int = 76
    script: list[Says] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    done: bool = False

    def begin(self, language: str) -> None:
        if self.flow:
            self._took(self.chat.enter(self.flow, language, self.given))
        else:
            self._took(self.chat.start(language, self.given))

    def hear(self, line: str) -> None:
        """One line that was typed. Never raises for what stands in it."""
        line = line.strip()
        command, _, rest = line.partition(" ")
        if re.fullmatch(r":[0-9]{1,2}", command):
            self._tap_number(int(command[1:]))
        elif command.startswith(":"):
            self._command(command, rest.strip())
        elif line:
            self._does(line)

    # --- what she does -------------------------------------------------------------------------------------------

    def _does(self, line: str) -> None:
        if line.isascii() and line.isdigit() and len(line) < 3 and not self._asks_in_writing():
            self._tap_number(int(line))
        elif line.startswith("[") and line.endswith("]"):
            self._act(lambda: self.chat.tap(line[1:-1]))
        else:
            self._act(lambda: self.chat.hears(_input(line)))

    def _asks_in_writing(self) -> bool:
        stack = self.chat.session.stack
        return bool(stack) and isinstance(self.bundle.steps.get(stack[-1]), AnswerStep)

    def _tap_number(self, number: int) -> None:
        offered = self.chat.offered
        if not 1 <= number <= len(offered):
            return self.say(f"There is no button {number}. :help says what can be typed.")
        return self._act(lambda: self.chat.tap(offered[number - 1]))

    def _act(self, act: Callable[[], Seen]) -> None:
        try:
            seen = act()
        except NotOffered as wrong:
            return self.say(f"{not_offered(wrong)}.")
        except WithPerson:
            return self.say("A person has the chat now, and no flow answers. :back goes to before that; :quit ends.")
        return self._took(seen)

    def _took(self, seen: Seen) -> None:
        first = not self.marks
        before = self.chat.seen[-1 if first else -2].session
        self.marks.append(len(self.script))
        if before.language:  # a test begins when she has picked one
            self.script += recorded(self.bundle, before.language, replace(seen, heard=None) if first else seen)
        self.show()

    # --- what is seen --------------------------------------------------------------------------------------------

    def show(self) -> None:
        seen, language = self.chat.seen[-1], self.chat.session.language
        spoken = self.bundle.language(language)
        rtl = spoken is not None and spoken.direction == "rtl"
        screen = seen.screen or case_screen(State.ERASED, seen.parts)
        if seen.case is not None:
            screen = case_screen(State.WAITING, (*screen.parts, "globals/waiting"))
        slots = {"place_in_line": "1"} if seen.case else {}
        shown = self.words.screen(screen, language, slots, self.chat.now.date())
        if seen.screen is None:
            shown = shown._replace(rows=())
        self.say("")
        for line in terminal.screen_lines(shown, rtl=rtl, lay_out=self.lay_out, width=self.width):
            self.say(f"  {line}".rstrip())
        for line in self._notes(seen):
            self.say(f"· {line}")

    def _notes(self, seen: Seen) -> Iterator[str]:
        yield f"step  {' > '.join(map(dotted, seen.way)) or 'the chat is hidden'}"
        kept = kept_now(self.bundle, self.chat.session, seen.case)
        named = [
            f"{name} = {_short(self.chat.session.answers[name])} ({where})" for where in kept for name in kept[where]
        ]
        yield f"kept  {', '.join(named) or 'nothing'}"
        if seen.case is not None:
            handed = ", ".join(seen.case.summary) or "no answers"
            yield f"case  {seen.case.team}, urgency {seen.case.urgency}, with {handed}. From here on a person speaks."

    # --- commands ------------------------------------------------------------------------------------------------

    def _command(self, command: str, rest: str) -> None:
        known = _COMMANDS.get(command)
        if known is None:
            near = closest(command, _COMMANDS)
            return self.say(f"{command} is not known here. {f'Write {near}.' if near else ':help says what is.'}")
        return known(self, rest)

    def back(self, _: str) -> None:
        language = self.chat.session.language
        if not self.chat.back():
            return self.say("This is where the chat began.")
        del self.script[self.marks.pop() :]
        if self.chat.session.language:
            self._speak(language)
        return self.show()

    def lang(self, code: str) -> None:
        if code not in self.bundle.spoken:
            return self.say(f"{code or 'That'} is not spoken here. There are: {', '.join(self.bundle.spoken)}.")
        if not self.chat.session.language:
            return self._act(lambda: self.chat.tap(f"lang:{code}"))
        self._speak(code)
        return self.show()

    def _speak(self, code: str) -> None:
        self.chat.kept = freeze(replace(self.chat.session, language=code))

    def why(self, _: str) -> None:
        seen = self.chat.seen[-1]
        for reason in reasons(self.bundle, seen):
            self.say(f"· {reason.sentence}")
            if reason.spot is not None:
                self.say(f"      {self._source(reason.spot)}")
        for fact in self.bundle.facts_of(seen.parts):
            today = self.chat.now.date()
            said = fact.on(today) if fact.text is None else self.bundle.texts[fact.on(today)]
            due = "" if fact.in_date(today) else " - this day has passed"
            self.say(f"· Fact {fact.name}: {said}")
            self.say(f"      {fact.source}")
            self.say(f"      checked on {fact.checked}, to be checked again before {fact.check_again}{due}")

    def _source(self, spot: Spot) -> str:
        """The line as it is written now."""
        lines = (self.root / spot.file).read_text("utf-8-sig", "replace").splitlines()
        written = lines[spot.line - 1].strip() if spot.line <= len(lines) else ""
        return f"{spot.file}:{spot.line}  {written}"

    def wait(self, rest: str) -> None:
        long = how_long(rest)
        if long is None:
            return self.say("Write how long, as in :wait 30h, :wait 20m or :wait 2d.")
        self.chat.wait(long)
        self.script.append(Wait(long))
        return self.say(f"It is {self.chat.now:%Y-%m-%d %H:%M} now (UTC).")

    def team(self, rest: str) -> None:
        if rest not in ("open", "closed"):
            return self.say("Write :team open or :team closed.")
        self.chat.open_teams = on_duty(self.bundle, rest)
        self.script.append(TeamIs(rest == "open"))
        return self.say("Somebody is on duty now." if rest == "open" else "Nobody is on duty now.")

    def save_test(self, rest: str) -> None:
        flow = self.flow or self.bundle.first
        if not self.chat.session.language:
            return self.say("Nothing has happened yet that a test could tell.")
        path, name = self.root / file_of(flow, self.bundle.dialect.folder), rest or f"{flow}, as it was played"
        if rest.endswith((".yaml", ".yml")):
            path, name = Path(rest), f"{flow}, as it was played"
        kept = kept_now(self.bundle, self.chat.session, self.chat.seen[-1].case)
        test = as_yaml(name, self.given, self.chat.session.language, self.script, kept)
        return self.say(save(flow_tests.stage(self.bundle, self.words, self.chat.now), flow, path, test))

    def help(self, _: str) -> None:
        self.say(HELP)

    def quit(self, _: str) -> None:
        self.done = True


_COMMANDS: Mapping[str, Callable[[Trying, str], None]] = {
    ":back": Trying.back,
    ":lang": Trying.lang,
    ":why": Trying.why,
    ":wait": Trying.wait,
    ":team": Trying.team,
    ":save-test": Trying.save_test,
    ":help": Trying.help,
    ":quit": Trying.quit,
}


def _input(line: str) -> Input:
    kind = line[1:-1] if line.startswith("(") and line.endswith(")") else ""
    return Sent(kind, A_REF) if kind in MESSAGES and kind != "text" else typed(line[:4096])


def _short(answer: Answer) -> str:
    return answer if isinstance(answer, str) else " + ".join(note.kind for note in answer)


def on_duty(bundle: Bundle, team: str) -> frozenset[str]:
    takes = (one.name for one in bundle.teams.values() if one.takes_cases)
    return frozenset(takes) if team == "open" else frozenset()


def open_chat(root: Path, team: str, now: datetime, language: str = "", flow: str = "") -> tuple[Bundle, Words, Chat]:
    """With the bundle in which the flow stands."""
    bundle, words, _ = content.stands_in(root, flow, spoken(content.open_folder(root), [language]))
    chat = Chat(bundle, lambda key, language: words.text(key, language, {}), now, on_duty(bundle, team))
    return bundle, words, chat
