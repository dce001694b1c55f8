"""A flow played before anybody meets it: by its tests, with given answers, by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from flows.engine.bundle import Bundle
    from flows.engine.follow import Followed

Flow = Annotated[str | None, typer.Argument(help="The name of the flow; without it, all of them.")]
Given = Annotated[list[str] | None, typer.Option(help="An answer already known, as danger=no. Can be repeated.")]
Langs = Annotated[
    list[str] | None,
    typer.Option(help="Only this language; can be repeated. qps-ploc and qps-plocm are made for tests."),
]
Team = Annotated[str, typer.Option(help="open: somebody is on duty; closed: nobody is.")]
Day = Annotated[str, typer.Option("--date", help="The day on which it is played, as 2027-04-06; else today.")]


def add_to(app: typer.Typer) -> None:
    app.command("test")(play_tests)
    app.command("walk")(walk)
    app.command("try")(try_flow)


def play_tests(flow: Flow = None, lang: Langs = None, content: Content = None, as_json: AsJson = False) -> None:
    """Play the tests that stand beside the flows (flows/NAME.test.yaml), and say what none of them visits.

    \b
    A test is what she does, line by line, and what must come of it:
      tests:
        - name: her employer has it, and she asks for a person
          given: {danger: no}              answers already known
          script:
            - choose: employer             the value of a button; skip for "Rather not say"
            - see: passport-kept.law       a step that this turn passed, or where it rests
            - shows: law_keep_passport     a fact on the screen; not_shows is the opposite
            - choose: person
            - choose: agreed
            - handoff: {to: advocates, urgency: normal}
          kept: {case: [who_has_it]}       what is kept in the end: case, visit
    \b
    She can also:  type: 12 May 2026 | send: voice | word: danger     (her language's own word)
    Around her:    wait: 30 hours | team: closed
    Of a test:     never: [flow.step]  at_most: 2 (taps and messages)  lang: [ar] (else every language)
    \b
    Ends with 1 if a test fails or is wrongly written, or if a button of the danger flow or an answer to a consent
    is in no test. docs/flow-tests.md has all of it.
    """
    from bot import flow_tests

    try:
        found = flow_tests.report(content_root(content), flow, _now(""), tuple(lang or ()))
    except flow_tests.NoSuchFlow as wrong:
        raise typer.BadParameter(str(wrong), param_hint="FLOW") from None
    except flow_tests.NotSpoken as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--lang") from None
    if as_json:
        saying.one_as_json(flow_tests.as_data(found))
    else:
        typer.echo("\n".join(flow_tests.as_text(found)))
    raise typer.Exit(0 if found.good else 1)


def walk(
    flow: Annotated[str, typer.Argument(help="The name of the flow.")],
    answers: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A YAML or JSON file; without it, to the first question."),
    ] = None,
    given: Given = None,
    team: Team = "open",
    lang: Annotated[str, typer.Option(help="The language, for what is typed.")] = "en",
    content: Content = None,
    as_json: AsJson = False,
) -> None:
    """Follow a flow with a set of answers, and print the steps that it leads through and how it ends.

    \b
    The file of answers is names with values, in YAML or JSON:
      who_has_it: employer                 the name of a step, or of the answer that it saves
      urgent-danger.danger: no             flow.step, where a name alone could mean two; it counts first
      what_next: [police, person]          a list, where the question comes more than once
      agree: agreed                        agreed or refused, at a consent
    \b
    A value is the value of a button, skip for "Rather not say", person, hide; or what she writes at a question that is
    answered by writing; voice, photo or document where one is accepted. The same file always gives the same way.
    \b
    An interview is staff/NAME. What the answers have nothing for is left open there, as an advocate may, and the walk
    goes on as the form does.
    \b
    With --json: flow, language, steps (all, also those that show nothing), asked (step, answer), ended, outcome, at,
    why, handoff (to, urgency, summary, consent, basis, at), consents, kept (case, visit), unused, left_open.
      ended is    end | return (then outcome) | handoff | hidden
      or, if the answers do not lead to an end (then why says what to write, and the command ends with 1):
                  missing | asked_again | not_offered | not_understood
    """
    from bot.trying import open_chat
    from flows.engine.fault import Faulty
    from flows.engine.follow import Sheet, follow, read_answers

    bundle, _, chat = open_chat(content_root(content), _open(team), _now(""), flow=flow)
    sheet, faults = read_answers(bundle, answers.name, answers.read_bytes()) if answers else (Sheet(), ())
    if faults:
        typer.echo(str(Faulty(faults)), err=True)
        raise typer.Exit(2)
    language, name = _language(bundle, lang), _flow(bundle, flow)
    found = follow(chat, name, language, _given(bundle, given), sheet)
    if as_json:
        saying.one_as_json(asdict(found))
    else:
        typer.echo("\n".join(_as_text(found)))
    raise typer.Exit(0 if found.finished else 1)


def _as_text(found: Followed) -> Iterator[str]:
    asked = iter(found.asked)
    following = next(asked, None)
    for step in found.steps:
        answered = following is not None and following.step == step
        yield f"{step}  = {following.answer}" if answered and following else step
        following = next(asked, None) if answered else following
    yield ""
    outcome = f" with the outcome {found.outcome}" if found.outcome else ""
    yield f"ended: {found.ended}{outcome}, at {found.at}{f': {found.why}' if found.why else ''}"
    if found.handoff:
        yield f"handed over to {found.handoff['to']}, urgency {found.handoff['urgency']}"
    for where, names in found.kept.items():
        yield f"kept for the {where}: {', '.join(names) or 'nothing'}"
    if found.left_open:
        yield f"left open: {', '.join(found.left_open)}"
    if found.unused:
        yield f"nobody asked for: {', '.join(found.unused)}"


def try_flow(
    flow: Annotated[str | None, typer.Argument(help="The flow; without it she begins with her first message.")] = None,
    lang: Annotated[
        str, typer.Option(help="Her language, or qps-ploc or qps-plocm. Without it and without a flow she picks one.")
    ] = "",
    given: Given = None,
    date: Day = "",
    team: Team = "open",
    order: Annotated[str, typer.Option(help="Right-to-left text: auto, or shown (laid out here), or sent.")] = "auto",
    content: Content = None,
) -> None:
    """Chat with a flow here: the same engine and the same words as in Telegram. Nothing leaves this machine.

    \b
    Type words, or the number of a button. :help lists the commands:
      :back  :lang ar  :why  :wait 30h  :team closed  :save-test NAME  :quit
    Lines can also come from a pipe; it ends with them.
      printf 'no\\nemployer\\n:why\\n' | helpline try passport-kept --lang en
    """
    from bot.trying import Trying, open_chat

    root = saying.near(content_root(content))
    bundle, words, chat = open_chat(root, _open(team), _now(date), lang, flow or "")
    begins = _flow(bundle, flow) if flow else ""
    language = _language(bundle, lang) if lang else "en" if flow else ""
    if order not in ("auto", "shown", "sent"):
        raise typer.BadParameter("it is auto, shown or sent", param_hint="--order")
    here = sys.stdout.isatty() and not saying.turns_text_itself()
    lay_out = order == "shown" or (order == "auto" and here)
    trying = Trying(root, bundle, words, chat, begins, _given(bundle, given), typer.echo, lay_out)
    if sys.stdin.isatty():
        typer.echo("Type what she would write, or the number of a button. :help lists what else there is, :quit ends.")
    trying.begin(language)
    for line in _typed(sys.stdin):
        trying.hear(line)
        if trying.done:
            break


def _typed(stdin: TextIO) -> Iterator[str]:
    """From a person line by line, with a prompt; from a pipe they are repeated, so that what is printed reads alone."""
    if stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401 - arrows and what was typed before; not on every system
        while True:
            try:
                yield input("\n> ")
            except EOFError:
                return
    stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[attr-defined]
    for line in stdin:
        typer.echo(f"\n> {line.strip()}")
        yield line


# --- what was typed on the command line --------------------------------------------------------------------------


def _now(day: str) -> datetime:
    """Noon of that day, or now."""
    from bot.clock import Clock

    if not day:
        return Clock().now()
    try:
        return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    except ValueError:
        raise typer.BadParameter("write year-month-day, as in 2027-04-06", param_hint="--date") from None


def _open(team: str) -> str:
    if team not in ("open", "closed"):
        raise typer.BadParameter("it is open or closed", param_hint="--team")
    return team


def _flow(bundle: Bundle, flow: str) -> str:
    """Its name in the bundle."""
    from bot.flow_tests import NoSuchFlow

    name = flow if bundle.dialect.workers else flow.removeprefix(f"{bundle.dialect.folder}/")
    if name not in bundle.flows:
        raise typer.BadParameter(str(NoSuchFlow(bundle, flow)), param_hint="FLOW")
    return name


def _language(bundle: Bundle, code: str) -> str:
    if code not in bundle.spoken:
        there = ", ".join(bundle.spoken)
        raise typer.BadParameter(f'"{code}" is not spoken here; there are {there}', param_hint="--lang")
    return code


def _given(bundle: Bundle, given: list[str] | None) -> dict[str, str]:
    from flows.engine.fault import instead
    from flows.engine.read_script import wrong_value

    found: dict[str, str] = {}
    for written in given or ():
        name, equals, value = written.partition("=")
        if not equals or name not in bundle.answers:
            raise typer.BadParameter(
                f'"{name}" is not an answer of answers.yaml. {instead(name, bundle.answers)}', param_hint="--given"
            )
        wrong = wrong_value(bundle, name, value)
        if wrong:
            raise typer.BadParameter(" ".join(wrong), param_hint="--given")
        found[name] = value
    return found
