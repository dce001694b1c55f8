"""The page for newcomers can be followed from top to bottom, and a page that could not would be noticed.

`TOUR=write pytest tests/flows/test_writing_flows_page.py` writes down anew what is seen. Read it as she would.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest

from bot.settings import HOUSE
from tests.flows.house import TODAY
from tests.flows.tour import BY_HAND, Clone, Tour, Wrong, blocks, clone, rewritten, steady

PAGE = HOUSE / "docs" / "writing-flows.md"
NOON = datetime.combine(TODAY, time(12), UTC)
TAUGHT = ("check", "explain", "try", "test", "map", "i18n", "rehearse", "publish", "rollback", "bundles")
FLOW = "```yaml\nflow: x\nsteps: {}\n```"


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """For the page itself."""
    made = clone(tmp_path_factory.mktemp("fresh"), NOON)
    yield made
    made.leave()


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """For small pages."""
    made = clone(tmp_path_factory.mktemp("used"), NOON)
    yield made
    made.leave()


def shell(command: str, *seen: str) -> str:
    """A command on a page, with what is then seen where the page says it."""
    shown = "\n```text\n{}\n```\n".format("\n".join(seen)) if seen else ""
    return f"```sh\n{command}\n```\n{shown}"


def test_the_page_can_be_followed_from_nothing_to_a_published_flow(fresh: Clone) -> None:
    page, write = PAGE.read_text("utf-8"), os.environ.get("TOUR") == "write"
    tour = Tour(fresh)
    try:
        tour.follow(page, write=write)
    finally:
        if write:
            PAGE.write_text(rewritten(page, tour.seen), "utf-8")
    told = json.loads(fresh.types("helpline bundles --json"))
    assert [release["act"] for release in told] == ["rolled back", "published", "published", "prepared"]
    fresh.types(f"helpline bundles {told[0]['bundle'][:6]} --into served")
    assert "retired" not in (fresh.folder / "served/flows/other-workers.yaml").read_text("utf-8")


def test_the_page_teaches_every_command_of_the_way() -> None:
    page = PAGE.read_text("utf-8")
    typed = [line for block in blocks(page) if block.kind == "sh" for line in block.lines]
    assert {line.split()[1] for line in typed if line.startswith("helpline ")} == set(TAUGHT)
    assert [line for line in typed if line in BY_HAND] == list(BY_HAND)
    assert "make && source .venv/bin/activate" in (HOUSE / "README.md").read_text("utf-8")


def test_pages_lead_to_it() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "](docs/writing-flows.md)" in (HOUSE / name).read_text("utf-8")


# --- a page that cannot be followed ------------------------------------------------------------------------------


def test_a_page_that_is_right_passes(used: Clone) -> None:
    right = "\n\n".join((
        shell("helpline bundles", "Nothing is published yet."),
        "Make `flows/alpha.yaml`:", "```yaml\nsteps:\n  one: {end: true}\n```",
        "In `flows/alpha.yaml`, below `steps:`:", "```yaml\n  none: {end: true}\n```",
        "In `flows/alpha.yaml`, instead of `one: {end: true}`:", "```yaml\n  two: {end: true}\n```",
        "At the end of `flows/alpha.yaml`:", "```yaml\nstart: two\n```",
    ))  # fmt: skip
    Tour(used).follow(right)
    written = used.folder / "flows/content/flows/alpha.yaml"
    assert written.read_text() == "steps:\n  none: {end: true}\n  two: {end: true}\nstart: two\n"
    written.unlink()


def test_a_chat_is_typed_from_the_page_and_ends_with_it(used: Clone) -> None:
    with pytest.raises(Wrong) as wrong:
        Tour(used).follow(shell("helpline try passport-kept", "> [no]", "> [emploier]"))
    assert '"emploier" is not a button of passport-kept.who_has_it' in str(wrong.value)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (shell("helpline bundles", "Something is published."), "line 5: this is not what is seen"),
        (shell("helpline bundles", "Nothing is published yet.", "And more."), "this is not what is seen"),
        (shell("helpline explain F999", ""), "there is no such code"),
        (shell("helpline bundles"), "line 1: this prints something that the page does not show:\nNothing is"),
        (shell("rm -r flows"), "nobody knows here what comes of 'rm -r flows'"),
        (shell("make tea"), "nobody knows here what comes of 'make tea'"),
        ("```python\nprint()\n```", "line 1: a block of the kind 'python' means nothing here"),
        ("```\nhelpline check\n```", "a block of the kind '' means nothing here"),
        ("```text\nAll is well.\n```", "a block of the kind 'text' means nothing here"),
        (f"`flows/only-here.yaml`:\n\n{FLOW}\n\n```text\nx\n```", "line 8: a block of the kind 'text' means nothing"),
        ("~~~json\n{}\n~~~", "a block of the kind 'json' means nothing here"),
        ("Look:\n\n```sh\nhelpline check", "line 3: this block has no end"),
        (FLOW, "line 1: nothing before this block says where it is to be written"),
        (f"The file `flows/b.yaml` is new.\n\n{FLOW}", "nothing before this block says where"),
        (f"`flows/pay.yaml`:\n\n{FLOW}", "line 3: flows/pay.yaml is there already"),
        (f"At the end of `flows/b.yaml`:\n\n{FLOW}", "flows/b.yaml is not there"),
        (f"In `flows/pay.yaml`, instead of `a: b`:\n\n{FLOW}", "the line 'a: b' is there 0 times"),
        (f"In `flows/pay.yaml`, below `next: main`:\n\n{FLOW}", "the line 'next: main' is there "),
        ("`flows/b.yaml`:\n\n```yaml\nflow: [x\n```", "flows/b.yaml cannot be read any more"),
        ("In `flows/pay.yaml`, below `steps:`:\n\n```yaml\n steps: {\n```", "cannot be read any more"),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_followed_is_told_with_the_line(used: Clone, page: str, why: str) -> None:
    with pytest.raises(Wrong) as wrong:
        Tour(used).follow(page)
    assert why in str(wrong.value)


def test_one_name_on_the_page_is_one_bundle_here(used: Clone) -> None:
    tour = Tour(used)
    tour.meet("5d0c1e is published", "aa11bb is published")
    assert tour.as_on_the_page("aa11bb, beside nothing") == "5d0c1e, beside nothing"
    tour.meet("5d0c1e, beside 5d0c1e", "cc22dd, beside aa11bb")
    assert tour.as_on_the_page("cc22dd, beside aa11bb") == "cc22dd, beside 5d0c1e", "the second has no name on the page"


def test_only_what_grows_with_the_content_may_be_another_number() -> None:
    def same(one: str, other: str) -> bool:
        return steady(one) == steady(other)

    assert same("Walked through 10,254 situations.", "Walked through 7 situations.")
    assert same("It passes in en, fil, ar.", "It passes in en.")
    assert same("12 paths come by here, for example: x", "3 paths come by here, for example: x")
    assert same("3 passed, 0 failed. Played: 27 turns. Not", "3 passed, 0 failed. Played: 9 turns. Not")
    assert not same("0 errors, 1 warning", "0 errors, 2 warnings")
    assert not same("3 passed, 0 failed", "2 passed, 1 failed")
    assert not same("Checked on 23 November 2026.", "Checked on 24 November 2026.")


def test_what_was_seen_is_written_where_it_was_shown() -> None:
    page = shell("helpline bundles", "old", "older") + shell("helpline check", "kept")
    assert rewritten(page, {5: "new"}) == shell("helpline bundles", "new") + shell("helpline check", "kept")
    assert rewritten("```text\n```\n", {1: "a\nb"}) == "```text\na\nb\n```\n"
