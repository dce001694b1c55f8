"""Content and catalogues from the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from bot import voice
from bot.tongues import meanings, notes, po, signatures
from bot.translations import reading
from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.bundle import load as load_bundle
from flows.engine.changes import NOBODY_YET, Edition
from flows.engine.draft import Language
from flows.engine.fault import Fault, Faulty
from flows.engine.interviews import FOLDER, interviews

LOCALES = Path(__file__).resolve().parents[1] / "locales"

_LARGEST = 256 * 1024 + 1  # one more than the reader takes, so that it can say so itself


def load(root: Path) -> tuple[Bundle, Words]:
    """What workers meet, in all languages. Raises `Faulty` with every fault that must not reach one."""
    edition = open_folder(root)
    return edition.bundle, Words(edition.bundle, edition.catalogues)


def stands_in(root: Path, flow: str, house: Edition) -> tuple[Bundle, Words, str]:
    """The bundle in which this flow stands, and its name there: an interview, staff/NAME, is a bundle of its own."""
    if flow.startswith(FOLDER):
        made = interviews(read(root), house.bundle).get(flow.removeprefix(FOLDER))
        if made is not None:
            return made, Words(made, NOBODY_YET), flow.removeprefix(FOLDER)
    return house.bundle, Words(house.bundle, house.catalogues), flow


def open_folder(root: Path) -> Edition:
    """The folder as it stands. Raises `Faulty`."""
    return open_files(gather(root))


def gather(root: Path) -> dict[str, bytes]:
    """All that makes a bundle, by path: content and catalogues. Tests beside the flows reach nobody: they are out."""
    found = {name: source for name, source in read(root).items() if not name.endswith(".test.yaml")}
    return found | _catalogue_files(locales(root)) | _sums(root) | _forms(root)


def locales(root: Path) -> Path:
    """Where the catalogues are: a draft that was written out brings its own."""
    return root / "locales" if (root / "locales").is_dir() else LOCALES


def there(root: Path) -> frozenset[str]:
    """All files below the content root: letters and recordings too."""
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def _sums(root: Path) -> dict[str, bytes]:
    """What recordings are bound to. The sounds themselves stay where they are: a sum says which they must be."""
    found = sorted((root / voice.FOLDER).rglob("*.sum"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def _forms(root: Path) -> dict[str, bytes]:
    """As they were read: where an interview comes from is told with what it has led to."""
    found = sorted((root / FOLDER).glob("*.json"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def _catalogue_files(folder: Path) -> dict[str, bytes]:
    """And the log without which nobody could tell which of their signatures count."""
    found = [*sorted(folder.glob("*/LC_MESSAGES/flows.po")), *folder.glob("same-meaning.jsonl")]
    return {f"locales/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found}


def open_files(files: Mapping[str, bytes]) -> Edition:
    """From whatever disk or database they come. Raises `Faulty`."""
    bundle = load_bundle(files)
    shown, signed = _in_all_languages(files, bundle)
    staff = {name: source for name, source in files.items() if name.startswith(FOLDER)}
    return Edition(bundle, shown, voice.read(files), signed, staff)


def read(root: Path) -> dict[str, bytes]:
    """Every YAML file below the content root, by its path. A larger file is cut just above what the reader takes."""
    found: dict[str, bytes] = {}
    for path in sorted(root.rglob("*.yaml")):
        with path.open("rb") as file:
            found[path.relative_to(root).as_posix()] = file.read(_LARGEST)
    return found


def catalogues(folder: Path, bundle: Bundle) -> dict[str, Mapping[str, str]]:
    return translated(_catalogue_files(folder), bundle)


def translated(files: Mapping[str, bytes], bundle: Bundle) -> dict[str, Mapping[str, str]]:
    """Language -> text key -> translation. Raises `Faulty` for entries that could mislead somebody."""
    return _in_all_languages(files, bundle)[0]


def _in_all_languages(
    files: Mapping[str, bytes], bundle: Bundle
) -> tuple[dict[str, Mapping[str, str]], dict[str, frozenset[str]]]:
    """And which of the texts that phrases are made of are signed, by language."""
    found: dict[str, Mapping[str, str]] = {}
    signed: dict[str, frozenset[str]] = {}
    faults: list[Fault] = []
    same = _said_to_be_the_same(files, bundle)
    for language, name, source in sources(files, bundle):
        found[language.code], wrong, read = reading(bundle, language, name, source)
        faults += wrong
        if read is not None and notes.SIGNED in source:
            signed[language.code] = signatures.signed(bundle, language.code, po.of(read, source), same)
    if any(fault.level == "error" for fault in faults):
        raise Faulty(faults)
    return found, signed


def _said_to_be_the_same(files: Mapping[str, bytes], bundle: Bundle) -> meanings.Meanings:
    """A log that cannot be read stops no start: then fewer signatures count, and `helpline check` says why."""
    try:
        return meanings.meanings(meanings.read(files.get(f"locales/{meanings.FILE}", b"")), bundle.texts)
    except meanings.BadLog:
        return {}


Sources = Callable[[Bundle], Iterable[tuple[Language, str, bytes]]]


def sources(files: Mapping[str, bytes], bundle: Bundle) -> Iterator[tuple[Language, str, bytes]]:
    """Each language but English, the name of its catalogue, and what stands there. No file is an empty one."""
    for language in bundle.languages:
        if language.code != "en":
            name = f"locales/{language.code}/LC_MESSAGES/flows.po"
            yield language, name, files.get(name, b"")
