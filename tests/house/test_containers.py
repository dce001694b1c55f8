"""What docker-compose.yml and the Dockerfile promise about who may do what. Read as text: no engine is needed."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.durable import Found, unsafe
from bot.settings import HOUSE, WHERE

KEYS = "./secrets/keys:/run/keys"
"""The only folder of the host that is seen inside."""
COMPOSE: dict[str, Any] = yaml.safe_load((HOUSE / "docker-compose.yml").read_text())
EXACT = re.compile(r"^(\$\{\w+:-)?[\w./-]+:\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?\}?$")


def soft_spots(compose: dict[str, Any]) -> Iterator[str]:
    for name, service in compose["services"].items():
        told = {
            "root may be written": not service.get("read_only"),
            "has capabilities": service.get("cap_drop") != ["ALL"] or bool(service.get("cap_add")),
            "may gain rights": "no-new-privileges:true" not in service.get("security_opt", []),
            "is privileged": bool(service.get("privileged")),
            "runs as root": str(service.get("user", "0")).startswith(("0", "root")),
            "may swap": service.get("mem_limit") is None or service["memswap_limit"] != service["mem_limit"],
            "may fork without end": not service.get("pids_limit"),
            "dumps core": service.get("ulimits", {}).get("core") != 0,
            "has no health": not service.get("healthcheck"),
            "is not reaped": not service.get("init"),
            "publishes a port": bool(service.get("ports")),
            "is on the host's network": service.get("network_mode") == "host",
            "reaches the engine": "docker.sock" in str(service.get("volumes", "")),
            "reaches outside": name != "bot" and service.get("networks") != ["data"],
            "is not pinned": "build" not in service and not EXACT.match(service.get("image", "")),
            "has a secret in its environment": bool(
                re.search(r"PASSWORD(?!_FILE)|TOKEN(?!_FILE)", str(service.get("environment")))
            ),
            "has a temporary folder that executes": any("noexec" not in it for it in service.get("tmpfs", [])),
            "has a temporary folder without an end": any("size=" not in it for it in service.get("tmpfs", [])),
            "shares what is the host's": any(service.get(each) for each in ("pid", "ipc", "uts", "userns_mode")),
            "has a device of the host": bool(service.get("devices")),
            "turns off what the engine forbids": any("unconfined" in it for it in service.get("security_opt", [])),
            "logs without an end": "max-size" not in service.get("logging", {}).get("options", {}),
            "does not come back": service.get("restart") != "unless-stopped",
            "has a folder of the host": any(
                it.startswith((".", "/", "~")) and it != KEYS for it in map(str, service.get("volumes", []))
            ),
        }
        yield from (f"{name} {what}" for what, so in told.items() if so)
    if not compose["networks"]["data"].get("internal"):
        yield "the data network reaches outside"


def test_the_services_have_no_soft_spots() -> None:
    assert list(soft_spots(COMPOSE)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"read_only": False}, "bot root may be written"),
        ({"cap_add": ["SYS_PTRACE"]}, "bot has capabilities"),
        ({"user": "0:0"}, "bot runs as root"),
        ({"ports": ["5432:5432"]}, "bot publishes a port"),
        ({"volumes": ["/etc:/x"]}, "bot has a folder of the host"),
        ({"tmpfs": ["/tmp:noexec,nosuid,nodev"]}, "bot has a temporary folder without an end"),
        ({"pid": "host"}, "bot shares what is the host's"),
        ({"devices": ["/dev/mem"]}, "bot has a device of the host"),
        ({"security_opt": ["no-new-privileges:true", "seccomp:unconfined"]}, "bot turns off what the engine forbids"),
        ({"logging": {"driver": "json-file"}}, "bot logs without an end"),
        ({"restart": "no"}, "bot does not come back"),
        ({"environment": {"HELPLINE_TOKEN": "x"}}, "bot has a secret in its environment"),
        ({"memswap_limit": "2g"}, "bot may swap"),
        ({"build": None, "image": "helpline:latest"}, None),
    ],
)
def test_a_soft_spot_is_told(change: dict[str, Any], told: str | None) -> None:
    softer = copy.deepcopy(COMPOSE)
    softer["services"]["bot"].update(change)
    if told is None:  # an image where nothing is built must be pinned
        del softer["services"]["bot"]["build"]
        told = "bot is not pinned"
    assert list(soft_spots(softer)) == [told]


def test_the_services_are_given_settings_that_exist() -> None:
    given = COMPOSE["services"]["bot"]["environment"]
    assert {name.removeprefix("HELPLINE_") for name in given} <= WHERE.keys()


def test_the_image_runs_as_nobody_and_by_hash() -> None:
    said = (HOUSE / "Dockerfile").read_text()
    assert re.search(r"^USER 10001:10001$", said, re.MULTILINE)
    assert "--require-hashes" in said and "--only-binary :all:" in said
    [base] = re.findall(r"^ARG PYTHON=(\S+)$", said, re.MULTILINE)
    assert EXACT.match(base)
    assert re.findall(r"^FROM (\S+)", said, re.MULTILINE) == ["${PYTHON}", "${PYTHON}"]


def test_the_engine_is_nobodys_volume() -> None:
    softer = copy.deepcopy(COMPOSE)
    softer["services"]["bot"]["volumes"] = ["/var/run/docker.sock:/x"]
    assert list(soft_spots(softer)) == ["bot reaches the engine", "bot has a folder of the host"]


def test_the_databases_are_told_all_that_a_start_demands() -> None:
    """Else the bot refuses them, and nobody is answered."""
    for name in ("ledger", "vault"):
        told = dict(re.findall(r"-c (\w+)=(\w+)", COMPOSE["services"][name]["command"]))
        defaults = {"full_page_writes": "on", "auto_explain.log_parameter_max_length": ""}
        assert list(unsafe(Found(sqlite=False, read=(defaults | told).get))) == []
        for missing in ("log_parameter_max_length", "log_parameter_max_length_on_error"):
            less = {key: value for key, value in told.items() if key != missing} | {missing: "-1"}
            assert len(list(unsafe(Found(sqlite=False, read=(defaults | less).get)))) == 1


def test_nothing_in_the_signals_is_kept_or_thrown_out() -> None:
    said = " ".join(map(repr, COMPOSE["services"]["redis"]["command"]))
    for words in ("'--save' ''", "'--appendonly' 'no'", "'--maxmemory-policy' 'noeviction'"):
        assert words in said
    assert "'--enable-debug-command' 'no'" in said and "'--enable-module-command' 'no'" in said


def test_health_is_work_and_not_an_open_port() -> None:
    [asked] = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", (HOUSE / "Dockerfile").read_text(), re.MULTILINE)
    assert COMPOSE["services"]["bot"]["healthcheck"]["test"][1:] == yaml.safe_load(asked)
    assert yaml.safe_load(asked) == ["helpline", "doctor", "--alive"]


def test_a_stop_is_waited_for_longer_than_it_takes() -> None:
    assert int(COMPOSE["services"]["bot"]["stop_grace_period"].removesuffix("s")) >= 10


def test_secrets_are_files_that_nobody_else_is_given() -> None:
    for name, given in COMPOSE["secrets"].items():
        assert given == {"file": f"secrets/{name}"}
    assert {name: set(service.get("secrets", [])) for name, service in COMPOSE["services"].items()} == {
        "bot": {"token", "pgpass"}, "ledger": {"password"}, "vault": {"password"}, "redis": set(),
    }  # fmt: skip
    head = (HOUSE / "docker-compose.yml").read_text().partition("\nx-")[0]
    assert "chmod 400" in head and "mkdir -m 700 secrets secrets/keys" in head


def test_the_image_takes_along_what_it_needs_and_leaves_the_rest() -> None:
    said = (HOUSE / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", said, re.MULTILINE)
    assert {name for line in copied for name in line.split()} == {
        "requirements.lock", "pyproject.toml", "LICENSE", "bot", "flows", "handoff", "locales",
    }  # fmt: skip
    assert "tzdata" in said and "LANG=C.UTF-8" in said, "safe hours are local hours, and her words are UTF-8"
    assert "pip uninstall --yes setuptools pip" in said and not re.search(r"^ADD |curl|wget", said, re.MULTILINE)
    assert re.search(r"-m 0700 /app/var", said)
