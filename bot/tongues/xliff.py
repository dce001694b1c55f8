"""A catalogue as XLIFF 1.2, for translators who work in OmegaT, Virtaal or an agency's program. Keys and limits go
along: the usual converters from gettext lose the keys, and with them which of two equal texts is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree as ET

from bot.tongues.glossary import Glossary
from bot.tongues.po import Catalogue, Entry
from bot.tongues.sheet import NotASheet, Row
from bot.tongues.signatures import MISSING, NEEDS_WORK, STALE, Verdict
from bot.tongues.template import becomes
from flows.engine.bundle import Bundle
from flows.engine.grammar import LABEL_CUT

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OPEN = {MISSING: "new", STALE: "needs-review-translation", NEEDS_WORK: "needs-translation"}
_DONE = ("translated", "signed-off", "final")
_LARGEST = 8 * 2**20


def export(
    bundle: Bundle,
    code: str,
    catalogue: Catalogue,
    verdicts: Mapping[str, Verdict],
    glossary: Glossary,
    order: Iterable[str],
) -> bytes:
    root = ET.Element("xliff", {"version": "1.2", "xmlns": _NAMESPACE})
    about = {"original": "flows.pot", "source-language": "en", "target-language": code, "datatype": "plaintext"}
    body = ET.SubElement(ET.SubElement(root, "file", about), "body")
    for key in order:
        entry = catalogue.entries.get(key) or Entry(key, bundle.texts[key])
        _unit(body, bundle, entry, verdicts[key].state, glossary.agreed(code, bundle.texts[key]))
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _unit(body: ET.Element, bundle: Bundle, entry: Entry, state: str, agreed: Mapping[str, str]) -> None:
    written = bundle.written[entry.key]
    width = {"maxwidth": str(LABEL_CUT), "size-unit": "char"} if written.label else {}
    unit = ET.SubElement(body, "trans-unit", {"id": entry.key, "resname": entry.key, _XML_SPACE: "preserve", **width})
    ET.SubElement(unit, "source").text = written.text
    ET.SubElement(unit, "target", {"state": _OPEN.get(state, "translated")}).text = entry.text
    told = [f"Where: {written.where}"]
    told += [f"{{{name}}} = {becomes(bundle, name)}" for name in bundle.placeholders(entry.key)]
    told += [written.note] if written.note else []
    told += [f"{term} = {use}" for term, use in agreed.items()]
    told += [f"English before: {entry.was}"] if entry.was else []
    ET.SubElement(unit, "note", {"from": "developer"}).text = "\n".join(told)


def language_of(source: bytes) -> str:
    found = _open(source).find(f"{{{_NAMESPACE}}}file")
    return found.get("target-language", "") if found is not None else ""


def rows(source: bytes) -> Iterator[Row]:
    for number, unit in enumerate(_open(source).iter(f"{{{_NAMESPACE}}}trans-unit"), 1):
        english, target = unit.find(f"{{{_NAMESPACE}}}source"), unit.find(f"{{{_NAMESPACE}}}target")
        if english is not None and target is not None:
            sure = target.get("state", "") in _DONE
            yield Row(number, unit.get("id", ""), _text(english), _text(target).strip(), sure)


def _text(node: ET.Element) -> str:
    return "".join(node.itertext())


def _open(source: bytes) -> ET.Element:
    """A file with definitions of its own could blow up to any size; ours has none."""
    try:
        text = source.decode("utf-8-sig")
        if len(source) > _LARGEST or "<!" in text.replace("<!--", ""):
            raise NotASheet("This XLIFF file is larger, or has more in it, than one that was exported here.")
        root = ET.fromstring(text)  # noqa: S314 - no definitions, so nothing can be expanded
    except (UnicodeDecodeError, ET.ParseError):
        raise NotASheet("This is no XLIFF file, or only half of one.") from None
    if root.tag != f"{{{_NAMESPACE}}}xliff":
        raise NotASheet("This is not XLIFF 1.2.")
    return root
