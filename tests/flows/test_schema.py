"""One table: what editors and readers are given is made from it, is not stale, and fits what really stands there."""

from __future__ import annotations

import json
from fnmatch import fnmatch

import pytest

from bot.settings import HOUSE
from flows.engine import grammar
from flows.engine.dialects import INTERVIEW, INTERVIEW_STEPS
from flows.engine.grammar_files import FILES, WORDS
from flows.engine.keys import Form, Holds
from flows.engine.manual import manual
from flows.engine.schema import schemas
from tests.flows.editor import misfits, typed
from tests.flows.example import example_files
from tests.flows.house import house_files
from tests.flows.pages import pages

SCHEMAS = schemas()


def schema_of(file: str) -> str:
    if "/" in file:
        folder = {"flows": "flow", "staff": "interview", "words": "words"}[file.split("/")[0]]
        return f"{folder}.schema.json"
    return file.replace(".yaml", ".schema.json")


def forms(form: Form) -> list[Form]:
    return [form, *(inner for key in form.keys.values() if key.form for inner in forms(key.form))]


TOPS = (grammar.FLOW, *grammar.STEPS.values(), INTERVIEW, *INTERVIEW_STEPS.values(), *FILES.values(), WORDS)
ALL = [it for form in TOPS for it in forms(form)]
CONTENT = {file: text for file, text in house_files().items() if not file.endswith(".test.yaml")}


def test_every_key_says_what_it_means() -> None:
    for form in ALL:
        assert form.means.endswith((".", ".yaml.")), form
        for name, key in form.keys.items():
            assert len(key.means) > 8 and not key.means.endswith("."), (form.what, name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_not_stale(name: str) -> None:
    """`helpline schema` writes it anew."""
    assert json.loads((HOUSE / "flows" / "schema" / name).read_text("utf-8")) == SCHEMAS[name]


def test_there_are_no_schemas_of_yesterday() -> None:
    assert {path.name for path in (HOUSE / "flows" / "schema").iterdir()} == set(SCHEMAS)


def test_the_manual_is_not_stale() -> None:
    """`helpline explain --language > docs/flow-language.md` writes it anew."""
    assert (HOUSE / "docs" / "flow-language.md").read_text("utf-8") == manual()


def test_the_manual_names_everything() -> None:
    text = manual()
    for form in ALL:
        assert form.means in text
        assert [name for name in form.keys if f"`{name}`" not in text] == []


@pytest.mark.parametrize("file", CONTENT)
def test_all_content_fits_its_schema(file: str) -> None:
    assert list(misfits(typed(CONTENT[file].decode()), SCHEMAS[schema_of(file)])) == []


@pytest.mark.parametrize("file", example_files())
def test_the_small_house_fits_too(file: str) -> None:
    assert list(misfits(typed(example_files()[file]), SCHEMAS[schema_of(file)])) == []


@pytest.mark.parametrize("code", ["F004", "F005", "F006", "F009"])
def test_an_editor_shows_the_plainest_faults(code: str) -> None:
    page = pages()[code]
    assert list(misfits(typed(page.files(right=False)[page.file]), SCHEMAS[schema_of(page.file)]))


@pytest.mark.parametrize("page", [it for it in pages().values() if it.has_schema], ids=lambda it: it.code)
def test_what_the_linter_finds_right_an_editor_does_not_complain_about(page: object) -> None:
    from tests.flows.pages import Explained

    assert isinstance(page, Explained)
    assert list(misfits(typed(page.files(right=True)[page.file]), SCHEMAS[schema_of(page.file)])) == []


def test_editors_find_the_schema_of_every_file() -> None:
    named = json.loads((HOUSE / ".vscode" / "settings.json").read_text("utf-8"))["yaml.schemas"]
    for file in CONTENT:
        where = f"flows/content/{file}"
        found = [
            schema
            for schema, patterns in named.items()
            if any(fnmatch(where, it) for it in ([patterns] if isinstance(patterns, str) else patterns))
        ]
        assert found == [f"flows/schema/{schema_of(file)}"]


def test_texts_for_people_are_those_of_the_specification() -> None:
    """Extractor and translators follow this list; a new one must be read by them too."""
    people = {name for form in ALL for name, key in form.keys.items() if key.holds is Holds.PEOPLE}
    assert people == {"say", "ask", "hint", "if_wrong", "menu", "text", "agree", "refuse", "confirm"}
