"""What is read aloud: the words for it, a recording that is taken in, and which of them are heard."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import saying
from bot.commands.saying import AsJson, Content, content_root

if TYPE_CHECKING:
    from bot.voice import Script
    from flows.engine.changes import Edition

Language = Annotated[str, typer.Argument(metavar="LANGUAGE", help="Its code, as in house-rules.yaml.")]
Step = Annotated[str, typer.Argument(metavar="STEP", help="As flow.step: urgent-danger.call_now; or globals.menu.")]
Sound = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="OGG with Opus in it, at most 1 MB.")]

voice = typer.Typer(help="Recordings: what is read aloud, and which of them people hear.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(voice, name="voice")


@voice.command()
def script(language: Language, step: Step, content: Content = None) -> None:
    """Print what is read aloud for a step: its text with its facts, then its buttons."""
    edition, words = _open(content_root(content))
    typer.echo("\n\n".join(_lines(edition, words, language, step)))


@voice.command()
def add(language: Language, step: Step, sound: Sound, content: Content = None) -> None:
    """Take in a recording, bound to the words as they stand today. Where they change, it is withheld."""
    from bot import voice as recorded

    root = content_root(content)
    edition, words = _open(root)
    _lines(edition, words, language, step)
    data = sound.read_bytes()
    if data[:4] != b"OggS" or b"OpusHead" not in data[:64]:
        raise typer.BadParameter(
            "this is not OGG with Opus in it; opusenc IN.wav OUT.ogg makes one", param_hint="SOUND"
        )
    if len(data) > recorded.LARGEST:
        raise typer.BadParameter(f"it has {len(data):,} bytes; Telegram plays at most 1,000,000", param_hint="SOUND")
    at = step.replace(".", "/", 1)
    path = root / recorded.file_of(language, at)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    bound = words.words(at, language, _today()) or ""
    (root / recorded.sum_of(recorded.file_of(language, at))).write_text(recorded.written(bound, data), "utf-8")
    typer.echo(f"{path} is taken in. It is heard as long as {step} says the same in {language}.")


@voice.command()
def status(content: Content = None, as_json: AsJson = False) -> None:
    """List the recordings, and why some of them are not heard. Only what must be heard and is not ends with 1."""
    from bot import content as disk
    from bot.voice import file_of
    from bot.voice_check import HEARD, states
    from bot.words import Words

    root = content_root(content)
    edition, there = disk.open_folder(root), disk.there(root)
    words = Words(edition.bundle, edition.catalogues)
    found = list(states(edition.bundle, words, disk.gather(root), there, _today()))
    heard = {file_of(each.language, each.at) for each in found if each.state == HEARD}
    required = (file for file in edition.bundle.beside if "{language}" in file)
    wanted = [file.replace("{language}", code) for file in required for code in edition.bundle.spoken]
    missing = [file for file in wanted if file not in heard]
    if as_json:
        saying.as_json([*(each._asdict() for each in found), *({"file": file, "state": "missing"} for file in missing)])
    else:
        for each in found:
            typer.echo(f"{each.file}: {each.state}{f'. {each.fix}' if each.fix else ''}")
        for file in missing:
            typer.echo(f"{file}: is required, and is not heard")
        typer.echo(f"{len(found)} recorded, {len(heard)} of them heard; {len(missing)} that are required are not.")
    raise typer.Exit(1 if missing else 0)


def _open(root: Path) -> tuple[Edition, Script]:
    from bot import content as disk
    from bot.voice_check import script_of
    from bot.words import Words

    edition = disk.open_folder(root)
    return edition, script_of(edition.bundle, Words(edition.bundle, edition.catalogues))


def _lines(edition: Edition, words: Script, language: str, step: str) -> tuple[str, ...]:
    if language not in edition.bundle.spoken:
        known = ", ".join(edition.bundle.spoken)
        raise typer.BadParameter(f"it is not spoken here; there are {known}", param_hint="LANGUAGE")
    lines = words.lines(step.replace(".", "/", 1), language, _today())
    if lines is None:
        why = "there is no such text, or it differs from person to person and cannot be recorded"
        raise typer.BadParameter(why, param_hint="STEP")
    return lines


def _today() -> date:
    from bot.clock import Clock

    return Clock().now().date()
