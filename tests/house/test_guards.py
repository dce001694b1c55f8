"""The guards that watch every test are watched here: each must catch what it is for."""

from __future__ import annotations

import pytest

from bot.settings import HOUSE
from tests.byte_search import Planted
from tests.canary import CANARIES
from tests.groups import GROUPS
from tests.services import NEEDS

CANARY_PLANTS = {
    "a log line": "import logging\ndef test_it(): logging.getLogger('any').debug('she said %s', C)",
    "arguments that do not fit": "import logging\ndef test_it():\n logging.raiseExceptions = False\n"
    " logging.getLogger('any').info('x %d', C)\n logging.raiseExceptions = True",
    "a logger that hands nothing on": "import logging\ndef test_it():\n logger = logging.getLogger('deaf')\n"
    " logger.propagate = False\n logger.warning(C)",
    "an exception": "import logging\ndef test_it():\n try: raise ValueError(C)\n"
    " except ValueError: logging.getLogger('any').exception('failed')",
    "an extra field": "import logging\ndef test_it(): logging.getLogger('any').info('x', extra={'words': C})",
    "standard output": "def test_it(): print(C)",
    "the output of a process": "import subprocess, sys\n"
    "def test_it(capfd): subprocess.run([sys.executable, '-c', f'import sys; sys.stderr.write({C!r})'])",
    "setting up": "import logging, pytest\n@pytest.fixture\ndef early(): logging.error(C)\ndef test_it(early): pass",
    "tearing down": "import logging, pytest\n@pytest.fixture\ndef late():\n yield\n logging.error(C)\n"
    "def test_it(late): pass",
    "tearing down the module": "import logging, pytest\n@pytest.fixture(scope='module')\ndef late():\n yield\n"
    " logging.error(C)\ndef test_it(late): pass",
    "a log file": "def test_it(tmp_path):\n (tmp_path / 'a').mkdir()\n (tmp_path / 'a' / 'bot.log').write_text(C)",
    "a watched file": "def test_it(canary_watches, tmp_path_factory):\n"
    " path = tmp_path_factory.mktemp('server') / 'x'\n path.write_text(C)\n canary_watches.files.add(path)",
}


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Runs in other folders find this house's plugins, and what they leave there is left on purpose."""
    monkeypatch.setenv("PYTHONPATH", str(HOUSE))
    if "pytester" in request.fixturenames:
        Planted.folders.add(request.getfixturevalue("pytester").path)


def test_every_leak_fails_its_test_and_nothing_else_does(pytester: pytest.Pytester) -> None:
    """One run with all plants: starting pytest is what costs."""
    leaky = {
        f"test_{plant.replace(' ', '_')}_{number}.py": f"C = {canary!r}\n{source}\n"
        for number, canary in enumerate(CANARIES)
        for plant, source in CANARY_PLANTS.items()
    }
    others = {"test_clean.py": CLEAN, "test_unlisted.py": UNLISTED, "test_needy.py": NEEDY}
    for name, source in (leaky | others).items():
        (pytester.path / name).write_text(source)
    pytester.makeconftest(ALL_THERE)
    result = run(pytester)
    caught = [line.split()[1].partition("::")[0] for line in result.outlines if line.startswith("ERROR ")]
    assert sorted(caught) == sorted(leaky)
    result.assert_outcomes(passed=len(leaky) + 5, errors=len(leaky), failed=1)
    said = result.stdout.str()
    assert "leaked into:" in said and "logger root, ERROR" in said and "captured stdout call" in said
    assert not [canary for canary in CANARIES if canary in said], "a leak is told without repeating it"
    assert "NotForTheLog" in said
    assert "not run" not in said


CLEAN = f"""
import logging
def test_saying_it_is_what_tests_do():
    heard = {CANARIES[0]!r}
    logging.error("heard something")
def test_after_it(): pass
"""
UNLISTED = "from bot import logs\ndef test_it(): logs.event('turn', text='x')"
NEEDY = """
import pytest
def test_plain(): pass
def test_needy(postgres): pass
@pytest.mark.needs("redis_server")
def test_marked(): pass
"""


LEFT_BEHIND = {
    "as it is written": "bytes(str(c), 'ascii')", "hexadecimal": "f'{c:x}'.encode()",
    "big end first": "c.to_bytes(8, 'big')", "little end first": "c.to_bytes(8, 'little')",
    "base64": "__import__('base64').b64encode(b'id:' + str(c).encode())",
}  # fmt: skip
LEAVES = """
import os, sqlite3, tempfile
from tests.canaries import IDS, KEYS, NAMES, TEXTS, TOKENS
def test_an_id_{n}(tmp_path):
    c = IDS[{n}]
    (tmp_path / "helpline.db-wal").write_bytes(b"x" * 9000 + {form} + b"y" * 9000)
"""
LEAVES_MORE = """
def test_a_row(tmp_path):
    with sqlite3.connect(tmp_path / "helpline.db") as db:
        db.execute("CREATE TABLE t (who INTEGER, name TEXT)")
        db.execute("INSERT INTO t VALUES (?, ?)", (IDS[40], NAMES[3]))
def test_a_key(tmp_path): (tmp_path / "vault.db").write_bytes(b"..." + KEYS[7][32:])
def test_a_token(tmp_path): (tmp_path / "settings").write_text(f"token={TOKENS[3]}")
def test_a_temporary_file():
    with tempfile.NamedTemporaryFile(delete=False, suffix=".mine") as file: file.write(TEXTS[9].encode())
def test_where_it_belongs(tmp_path):
    path = tmp_path / "token"
    path.write_text(TOKENS[4]); path.chmod(0o400)
def test_on_purpose(laid_on_purpose): (laid_on_purpose / "draft.yaml").write_text(TEXTS[3])
def test_clean(tmp_path): (tmp_path / "x.db").write_bytes(os.urandom(100_000))
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_whatever_is_left_behind_is_found_in_every_form(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    for number, form in enumerate(LEFT_BEHIND.values()):
        source = LEAVES.format(n=number, form=form) + (LEAVES_MORE if not number else "")
        (pytester.path / f"test_left_{number}.py").write_text(source)
    (pytester.path / "conftest.py").write_text('pytest_plugins = ["tests.byte_search"]')
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", "--basetemp", "left", *workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    said = result.stdout.str()
    for number in range(len(LEFT_BEHIND)):
        assert f"test_an_id_{number}0/helpline.db-wal: an id" in said
    for left in ("test_a_row0/helpline.db: a name, an id", "vault.db: a key", "settings: a token", ".mine: a text"):
        assert left in said
    assert "where_it_belongs" not in said and "on_purpose" not in said and "clean" not in said
    assert "passed" in said and "failed" not in said, "each by itself has done nothing wrong"


@pytest.mark.parametrize(("workers", "ci"), [((), ""), (("-n", "2"), "true")])
def test_what_is_missing_is_named_and_fails_under_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, workers: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest(NOTHING_THERE)
    pytester.makepyfile(NEEDY)
    result = run(pytester, *workers)
    assert result.ret == (pytest.ExitCode.TESTS_FAILED if ci else pytest.ExitCode.OK)
    result.stdout.fnmatch_lines(["*2 not run*", "*postgresql*", "*::test_needy", "*redis-server*", "*::test_marked"])
    assert "1 passed" in result.stdout.str()


_FIXTURES = """
import pytest, tests.services
from pathlib import Path
@pytest.fixture
def postgres(): pass
for name, need in tests.services.NEEDS.items():
    tests.services.NEEDS[name] = need._replace(find=lambda: {found})
"""
NOTHING_THERE = _FIXTURES.format(found="None")
ALL_THERE = _FIXTURES.format(found="Path('/bin/true')")


def test_every_need_has_a_command() -> None:
    assert all(need.command.startswith("sudo apt-get install -y ") for need in NEEDS.values())


def run(pytester: pytest.Pytester, *more: str) -> pytest.RunResult:
    """A run of its own, with the guards of this one."""
    plugins = ("-p", "tests.canary", "-p", "tests.not_run", "-p", "no:hypothesispytest")
    return pytester.runpytest_subprocess(*plugins, *more)


def test_a_group_is_taken_by_one_process(pytester: pytest.Pytester) -> None:
    for name in ("test_one", "test_two"):
        path = pytester.path / "tests" / "browser" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"import pytest\n@pytest.mark.parametrize('n', range(6))\ndef {name}(n): pass\n")
    said = pytester.runpytest_subprocess("-p", "tests.groups", "-v", "-n2", "--dist=loadgroup", "tests").outlines
    assert len({line.split()[0] for line in said if "PASSED tests/browser/" in line}) == 1
    assert sum("PASSED tests/browser/" in line for line in said) == 12


def test_what_is_grouped_is_there_and_this_very_run_goes_by_it(pytestconfig: pytest.Config) -> None:
    assert all((HOUSE / path).exists() for path in GROUPS)
    assert pytestconfig.pluginmanager.has_plugin("tests.groups")
