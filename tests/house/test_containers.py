"""What docker-compose.yml and the Dockerfile promise about who may do what. Read as text: no engine is needed."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.settings import HOUSE, WHERE

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
        ({"volumes": ["/var/run/docker.sock:/x"]}, "bot reaches the engine"),
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
