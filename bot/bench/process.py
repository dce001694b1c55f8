"""A process on one core, and what it cost: processor time to the nanosecond, and the most memory it ever held."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

HOUSE = Path(__file__).resolve().parents[2]
STOP_WITHIN = 15.0
_TICK = os.sysconf("SC_CLK_TCK")


class BenchFault(Exception):
    """A measurement that could not be made, and why."""


def cores() -> tuple[int, int]:
    """(the load's core, the bot's core); the same one where there is only one."""
    ours = sorted(os.sched_getaffinity(0))
    return ours[0], ours[-1]


class Process:
    """A child on `core`, started at once; its words go to a file of its own, shown only when it fails."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        core: int,
        env: Mapping[str, str] | None = None,
        pipe: bool = False,
        account: str | None = None,
        ends_by: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name, self._ends_by = name, ends_by
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        self.began = time.monotonic()
        self._child = subprocess.Popen(
            list(command),
            cwd=HOUSE,
            env={**_outside(), **(env or {})},
            user=account,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if pipe else self._words,
            stderr=self._words,
            start_new_session=True,
        )
        os.sched_setaffinity(self._child.pid, {core})  # it has one thread yet; all that it starts inherit this

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._child.pid

    def first_line(self) -> str:
        assert self._child.stdout is not None
        line = self._child.stdout.readline().decode().strip()
        if not line:
            raise BenchFault(self.why_it_ended())
        return line

    def must_live(self) -> None:
        if self._child.poll() is not None:
            raise BenchFault(self.why_it_ended())

    def why_it_ended(self) -> str:
        self._child.wait(STOP_WITHIN)
        self._words.seek(0)
        said = self._words.read().decode("utf-8", "replace").strip().splitlines()
        return f"{self.name} ended with {self._child.returncode}: " + (
            " / ".join(said[-4:]) if said else "it said nothing"
        )

    def stop(self) -> None:
        if self._child.poll() is None:
            self._child.send_signal(self._ends_by)
            try:
                self._child.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()
        self._words.close()

    def cpu(self) -> float:
        """Seconds of processor time, user and system, of it and all its children."""
        return cpu_of(self.pid)

    def most_memory(self) -> float:
        """The largest resident size so far, in MB, children added."""
        return sum(_most_memory(pid) for pid in family(self.pid))


def python(name: str, module: str, *args: str, core: int, env: Mapping[str, str] | None = None) -> Process:
    return Process(name, [sys.executable, "-m", module, *args], core=core, env=env)


def cpu_of(pid: int) -> float:
    """Of a process and its children. One that ended meanwhile is in its parent's account already."""
    return sum(_cpu(one) for one in family(pid))


def family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(str(task)).split():
            yield from family(int(child))


def _outside() -> dict[str, str]:
    """Our environment without the settings of a helpline that may run on this machine."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")}


def _cpu(pid: int) -> float:
    try:
        living = time.clock_gettime((~pid << 3) | 2)  # the process's own CPU clock, clock_getcpuclockid(3)
    except OSError:
        return 0.0
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) / _TICK if fields else 0.0
    return living + ended


def _most_memory(pid: int) -> float:
    line = next((line for line in _read(f"/proc/{pid}/status").splitlines() if line.startswith("VmHWM")), "")
    return int(line.split()[1]) / 1024 if line else 0.0


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:  # it has ended
        return ""
