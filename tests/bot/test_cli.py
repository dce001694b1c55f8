"""The command `helpline`, as an operator types it."""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __main__, cli, starting
from bot.settings import HOUSE
from handoff import roles
from tests.bot.test_settings import secret_file
from tests.opening_hours import BY_DAY, house_with
from tests.services import FONTS

COMMANDS = (
    "demo", "run", "sandbox", "check", "publish", "rollback", "bundles", "rehearse", "staff", "keys", "doctor", "bench",
    "audit",
)  # fmt: skip


def helpline(*words: str, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=HOUSE,
        env={"PATH": os.environ["PATH"], "COLUMNS": "120", **env},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_does_not_wait_for_what_it_does_not_need() -> None:
    """CPU time, not the clock: other tests run beside this one."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = helpline("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command}" in done.stdout
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 0.4


def test_the_bot_itself_carries_nothing_that_only_commands_need() -> None:
    code = "import sys, bot.__main__, bot.build, bot.logs; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    assert "telegram" in loaded.split() and "sqlalchemy" in loaded.split()
    assert not {"typer", "rich", "pydantic", "pygments", "alembic", "click"} & set(loaded.split())
    assert "sqlalchemy.dialects.postgresql" not in loaded.split()  # 3 MB, and for SQLite of no use


def test_bad_settings_are_all_told_without_a_traceback() -> None:
    done = helpline("run", HELPLINE_TOKEN="changeme")
    assert done.returncode == 2
    assert "helpline did not start, and nothing was changed." in done.stderr
    for name in ("HELPLINE_TOKEN", "HELPLINE_KEYRING_FILE", "HELPLINE_STAFF_CHAT"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_file_is_made_once_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keyring.json"
    made = helpline("keys", "init", str(path))
    assert made.returncode == 0 and f"HELPLINE_KEYRING_FILE={path}" in made.stdout
    assert path.stat().st_mode & 0o077 == 0
    kept = path.read_bytes()
    again = helpline("keys", "init", str(path))
    assert again.returncode == 2 and "exists already" in again.stderr and "Traceback" not in again.stderr
    assert path.read_bytes() == kept


def test_the_doctor_tells_every_missing_setting_with_its_remedy() -> None:
    done = helpline("doctor", "--json")
    assert done.returncode == 1
    found = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert {"HELPLINE_TOKEN", "HELPLINE_KEYRING_FILE", "HELPLINE_STAFF_CHAT"} <= found.keys()
    assert all(finding["remedy"] for finding in found.values() if not finding["good"])


def test_the_doctor_looks_at_everything_that_is_set(tmp_path: Path) -> None:
    """Nothing listens on port 1: what cannot be reached is named, what is fine is fine, and no token is shown."""
    keyring, secret = tmp_path / "keyring.json", "739100001:" + "kA" * 17 + "k"
    helpline("keys", "init", str(keyring))
    done = helpline(
        "doctor",
        "--json",
        HELPLINE_TOKEN=secret,
        HELPLINE_API_URL="http://127.0.0.1:1",
        HELPLINE_REDIS="redis://127.0.0.1:1/0",
        HELPLINE_KEYRING_FILE=str(keyring),
        HELPLINE_STAFF_CHAT="-1001",
        HELPLINE_DATABASE=f"sqlite:///{tmp_path}/helpline.db",
        HELPLINE_VAULT="postgresql://helpline@127.0.0.1:1/vault",
    )
    good = {finding["what"]: finding["good"] for finding in json.loads(done.stdout)}
    assert good == {
        "settings": True,
        "key file": True,
        "database": True,
        "vault": False,
        "content": True,
        "fonts": FONTS.find() is not None,
        "opening hours": False,
        "bank holidays": False,
        "rota": False,
        "alarms": False,
        "published": True,
        "Redis": False,
        "Telegram": False,
    }
    assert secret not in done.stdout + done.stderr


def told_by_the_doctor(tmp_path: Path, **env: str) -> dict[str, tuple[bool, str]]:
    keyring = tmp_path / "keyring.json"
    helpline("keys", "init", str(keyring))
    base = {
        "HELPLINE_TOKEN": "739100001:" + "kA" * 17 + "k",
        "HELPLINE_API_URL": "http://127.0.0.1:1",
        "HELPLINE_KEYRING_FILE": str(keyring),
        "HELPLINE_STAFF_CHAT": "-1001",
        "HELPLINE_DATABASE": f"sqlite:///{tmp_path}/helpline.db",
        "HELPLINE_VAULT": f"sqlite:///{tmp_path}/vault.db",
    }
    found = json.loads(helpline("doctor", "--json", **(base | env)).stdout)
    return {finding["what"]: (finding["good"], finding["found"]) for finding in found}


def test_the_doctor_says_what_is_not_filled_in_and_what_follows_for_a_worker(tmp_path: Path) -> None:
    """The house as it is shipped: no hours, no bank holidays, nobody on the rota."""
    told = told_by_the_doctor(tmp_path)
    good, found = told["opening hours"]
    assert not good and "a worker who asks for a person at night is not told that nobody is there" in found
    good, found = told["bank holidays"]
    assert not good and found.startswith("none is filled in for england-and-wales; on such a day a worker is told")


def test_the_doctor_sees_that_the_days_of_a_year_are_missing(tmp_path: Path) -> None:
    hours = BY_DAY.replace("days: [2026-12-25, 2027-01-01]", "days: [2019-12-25]")
    good, found = told_by_the_doctor(tmp_path, HELPLINE_CONTENT=str(house_with(tmp_path, hours)))["bank holidays"]
    assert not good and found.startswith("are missing: england-and-wales 20")


def test_the_doctor_says_that_nobody_would_be_called_and_that_bank_holidays_are_missing(tmp_path: Path) -> None:
    hours = BY_DAY.replace("days: [2026-12-25, 2027-01-01]", "days: []")
    env = {
        "HELPLINE_CONTENT": str(house_with(tmp_path, hours)),
        "HELPLINE_ALARM_WEBHOOK": "https://alarms.example.org",
        "HELPLINE_ALARM_WEBHOOK_SECRET_FILE": str(secret_file(tmp_path / "hook", "0123456789abcdef" * 4)),
    }
    told = told_by_the_doctor(tmp_path, **env)
    good, found = told["bank holidays"]
    assert not good and "for england-and-wales; on such a day a worker is told that somebody is there" in found
    assert told["opening hours"] == (True, "are said")
    assert told["rota"] == (False, "nobody is on it: alerts begin with the next rung")
    assert told["alarms"] == (True, "leave Telegram by webhook")


def test_alive_says_no_where_nothing_runs() -> None:
    done = helpline("doctor", "--alive", "--json", HELPLINE_LISTEN="127.0.0.1:1")
    assert done.returncode == 1
    [finding] = json.loads(done.stdout)
    assert finding["what"] == "running bot" and not finding["good"]


def test_the_content_that_comes_with_the_house_can_be_used() -> None:
    day = ("--today", "2026-11-24")  # the facts are in date on it, whenever this test runs
    done = helpline("check", *day)
    assert done.returncode == 0, done.stdout
    assert "Walked through" in done.stdout
    assert json.loads(helpline("check", "--json", *day).stdout) == []


def test_what_only_a_walk_can_find_comes_with_the_chat_that_leads_there(tmp_path: Path) -> None:
    shutil.copytree(HOUSE / "flows" / "content", tmp_path / "content")
    danger = tmp_path / "content" / "flows" / "urgent-danger.yaml"
    danger.write_text(
        danger.read_text("utf-8").replace("value: now, next: call_now", "value: now, next: is_safe"), "utf-8"
    )
    words = ("check", "--content", str(tmp_path / "content"), "--today", "2026-11-24")
    done = helpline(*words)
    assert done.returncode == 1
    assert "error F083" in done.stdout and "chat: She writes a word of danger" in done.stdout
    assert {fault["code"] for fault in json.loads(helpline(*words, "--json").stdout)} == {"F083", "F012"}


def test_a_fault_in_a_flow_is_told_with_its_place_and_fix(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "broken.yaml").write_text("flow: broken\nsteps: [\n")
    done = helpline("check", "--content", str(tmp_path))
    assert done.returncode == 1
    assert "flows/broken.yaml:" in done.stdout and "fix:" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert json.loads(helpline("check", "--content", str(tmp_path), "--json").stdout)[0]["fix"]


def test_an_unknown_role_is_told_with_the_known_ones() -> None:
    done = helpline("staff", "invite", "--role", "boss", "--name", "Desk")
    assert done.returncode == 2
    assert "there is no such role" in done.stderr and "coordinator" in done.stderr


def test_who_may_what_is_printed_and_the_json_is_the_table_itself() -> None:
    printed = helpline("staff", "may")
    assert printed.returncode == 0 and "claim" in printed.stdout
    assert "nothing here: an admin, an auditor." in printed.stdout
    rows = json.loads(helpline("staff", "may", "--json").stdout)
    assert [(row["act"], row["who"]) for row in rows] == roles.table()


def test_an_error_for_programmers_is_a_class_and_a_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise KeyError("what she said")

    monkeypatch.setattr(cli, "app", broken)
    monkeypatch.setattr(sys, "argv", ["helpline", "check"])
    with pytest.raises(SystemExit) as left:
        __main__.main()
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert "helpline stopped: KeyError at test_cli.py:" in said
    assert "what she said" not in said and "Traceback" not in said


@pytest.mark.parametrize("name", [*starting.FOR_OPERATORS, starting.FOR_AUTHORS])
def test_the_errors_for_operators_and_authors_exist(name: str) -> None:
    module, _, error = name.rpartition(".")
    assert issubclass(getattr(importlib.import_module(module), error), Exception)
