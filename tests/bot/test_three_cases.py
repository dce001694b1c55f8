"""Three made-up cases, from her first tap to DOCX, PDF and JSON: an adult who agrees, one who does not, and somebody
who may be a child. `HELPLINE_PICTURES=FOLDER` keeps the pages as pictures, to be looked at.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson
import pypdfium2
import pytest
from docx import Document

from bot.ledger import tables as t
from handoff.referral.names import folded
from tests.bot.casework import Casework, played
from tests.bot.staffroom import AMAL, MIN, rows
from tests.canaries import CANARY, IDS

FRO = "Harbour Trust"
DORA = IDS[7]
ARABIC = "صاحب العمل أخذ جواز سفري ولم يدفع لي منذ ثلاثة أشهر."
TAMIL = "என் முதலாளி என் கடவுச்சீட்டை எடுத்துக்கொண்டார்."
AMHARIC = "አሠሪዬ ፓስፖርቴን ወሰደ። ሦስት ወር ደሞዝ አልተከፈለኝም።"
TYPE = {"types-of-exploitation-unpaid-household-work": "true"}
WRITTEN = {
    "user-organisation": FRO,
    "how-they-were-treated": "Her employer took her passport and has not paid her for three months.",
    "when-did-the-exploitation-take-place": "2024-03 to 2024-11: in a house in Leeds.",
    "when-did-the-exploitation-take-place-multiple": "2024-03 to 2024-11: in a house in Leeds.\n2025: in London.",
    "modern-slavery-indicators-details": "No key of her own; seen on a video call on 3 May.",
    "pv-name-first-name": "Amina",
    "pv-name-last-name": "Yusuf",
}


def pictures(pdf: bytes, name: str) -> list[Any]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=1.2).to_pil() for page in document]
    folder = os.environ.get("HELPLINE_PICTURES", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages, start=1):
            page.save(Path(folder) / f"{name}-{number}.png")
    return pages


def text_of_pdf(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def text_of_docx(data: bytes) -> str:
    document = Document(BytesIO(data))
    head = document.sections[0].header.paragraphs[0].text
    return "\n".join([head, *(paragraph.text for paragraph in document.paragraphs)])


async def looked_at(work: Casework, name: str) -> tuple[dict[str, Any], list[str], str]:
    """What all three have in common; the JSON, the pages and the DOCX for what they have not."""
    export = await work.export()
    packed = orjson.loads(export.files["json"])
    pages, docx = text_of_pdf(export.files["pdf"]), text_of_docx(export.files["docx"])
    mark = packed["watermark"]
    line = f"{mark['case']} · staff {mark['staff']} · export {mark['export']} · {mark['at']}"
    assert mark["case"] == work.amal.code and len(pages) > 1
    assert all(page.count(line) == 2 for page in pages), "above and below on every page"
    assert line in docx and packed["to"] == FRO
    ink = [sum(page.convert("L").histogram()[:128]) for page in pictures(export.files["pdf"], name)]
    assert min(ink[:-1]) > 3000, "no page but the last is nearly empty"
    for told in packed["fields"].values():
        assert told["label"] in docx
    await sent_to_the_holder_alone(work, export.files)
    await nothing_lies_open(work, export.files)
    acts = [row.act for row in await rows(work.post.room, t.audit.c.act)]
    assert [act for act in acts if act == f"export:pdf:{export.digests['pdf'][:20]}"]
    return packed, pages, docx


async def sent_to_the_holder_alone(work: Casework, files: Any) -> None:
    made = await work.documents()
    assert len(made) == 3 and not [one for one in made if one["payload"].get("protect_content")], "it can be saved"
    everyone = await work.post.made("sendDocument")
    assert len(everyone) == 3, "nobody else was sent one"
    names = sorted(file.name.rsplit(".", 1)[1] for file in work.post.world.files._by_id.values() if file.name)
    assert names == ["docx", "json", "pdf"]
    assert {len(data) for data in files.values()} == {len(f.data) for f in work.post.world.files._by_id.values()}


async def nothing_lies_open(work: Casework, files: Any) -> None:
    sealed = [row.sealed.raw for row in await rows(work.post.room, t.exports.c.sealed)]
    assert sealed and not [raw for raw in sealed for data in files.values() if data[200:260] in raw]


@pytest.mark.needs("fonts")
async def test_an_adult_who_agrees(tmp_path: Path) -> None:
    async with played(tmp_path, MIN, AMAL, "ar") as work:
        chosen = {
            "pv-under-age": "no", "pv-want-to-submit-nrm": "yes", "does-pv-need-support": "yes",
            "who-contact": "someone-else", "someone-else": "email", "pv-phone-number": "no",
            "potential-victim-exploitative-situation-multiple": "yes", "modern-slavery-indicators": "yes", **TYPE,
        }  # fmt: skip
        await work.goes_through(chosen, WRITTEN, {"how-they-were-treated": ARABIC})
        for purpose in ("To keep her answers", "To write down", "To be referred", "To give it to the First"):
            await work.agrees(purpose)
        assert await work.consents() == [("keep", True), ("prepare", True), ("refer", True), ("share", True)]
        await work.makes_the_pack()
        packed, pages, docx = await looked_at(work, "adult")
        treated = packed["fields"]["how-they-were-treated"]
        assert packed["variant"] == "referral" and treated["original"] == ARABIC
        assert (treated["language"], treated["translated_by"]) == ("ar", "an interpreter")
        assert packed["fields"]["pv-name-first-name"]["value"] == "Amina"
        assert [each["since"] for each in packed["chronology"]] == ["March 2024", "2025"]
        assert ARABIC in docx and "w:rtl" in _xml(await work.export()) and "w:bidi" in _xml(await work.export())
        assert any("English by an interpreter" in page for page in pages)


@pytest.mark.needs("fonts")
async def test_an_adult_who_does_not_agree_stays_without_a_name(tmp_path: Path) -> None:
    async with played(tmp_path, MIN, AMAL, "ta") as work:
        chosen = {"pv-under-age": "no", "pv-want-to-submit-nrm": "no", "authorities-cooperation": "no", **TYPE}
        await work.settle("pv-name-first-name", "Amina")  # she gave it before she said no
        named = {**WRITTEN, "living-conditions": "AMÍNA slept in the kitchen."}
        await work.goes_through(chosen, named, {"how-they-were-treated": TAMIL})
        for purpose in ("To keep her answers", "To write down"):
            await work.agrees(purpose)
        await work.rests_on("To give it to the First", "Duty to notify; Leeds council asked for it.")
        await work.seconded(DORA)
        assert "names the person, and this report must not" in await work.wants_it()
        await work.settle("living-conditions", "She slept in the kitchen.")
        await work.makes_the_pack(read=True)
        packed, pages, docx = await looked_at(work, "notify")
        assert packed["variant"] == "duty to notify"
        assert not [name for name in packed["fields"] if name.startswith(("pv-name", "pv-dob", "pv-contact"))]
        assert "amina" not in folded(docx + "".join(pages)) and TAMIL in docx and "slept in the kitchen" in docx


@pytest.mark.needs("fonts")
async def test_somebody_who_may_be_a_child(tmp_path: Path) -> None:
    async with played(tmp_path, MIN, AMAL, "am") as work:
        await work.goes_through({"pv-under-age": "not-sure", **TYPE}, WRITTEN, {"how-they-were-treated": AMHARIC})
        for purpose in ("To keep her answers", "To write down", "To be referred", "To give it to the First"):
            await work.rests_on(purpose, "Age not sure: the way of a child, agreed with the council.")
        await work.seconded(DORA)
        await work.makes_the_pack()
        packed, _, docx = await looked_at(work, "child")
        assert packed["variant"] == "child, or age not sure" and AMHARIC in docx
        assert "local-authority-contacted-about-child-local-authority-name" in packed["fields"]
        assert "pv-want-to-submit-nrm" not in packed["fields"], "nobody is asked for a yes there"


def _xml(export: Any) -> str:
    return ZipFile(BytesIO(export.files["docx"])).read("word/document.xml").decode()


@pytest.mark.parametrize("words", [ARABIC, TAMIL, AMHARIC])
def test_nothing_of_them_is_real(words: str) -> None:
    assert CANARY not in words
