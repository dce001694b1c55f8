"""Updates brought to the bot by HTTP: one at a time in each queue, again and again until it says 2xx."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import aiohttp

from bot.sandbox.model import Json
from bot.sandbox.updates import Update
from bot.sandbox.world import World

ANSWER_WITHIN = 60.0
RETRY_AFTER_AT_MOST = 3600.0
GONE_FOR = 23 * 3600.0
LOOK_AGAIN = 0.25  # real seconds between looks at a clock that may have been moved behind our back


class Webhook:
    """`answer` takes a method call that the bot put in the body of its 200, as Telegram allows."""

    def __init__(self, world: World, answer: Callable[[bytes], None]) -> None:
        self.url = ""
        self._world = world
        self._answer = answer
        self._secret = ""
        self._connections = 40
        self._slots = asyncio.Semaphore(40)
        self._queues: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None
        self._moved = asyncio.Event()
        self._hurried = 0
        self._last_error: tuple[int, str] | None = None
        self._gone_since = 0.0
        world.on_advance(self._wake)
        world.on_hurry(self._hurry)

    def open(self, url: str, secret: str, connections: int) -> None:
        self._stop_delivering()
        self.url, self._secret, self._connections = url, secret, connections
        self._slots = asyncio.Semaphore(connections)
        self._last_error, self._gone_since = None, 0.0
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=100), timeout=aiohttp.ClientTimeout(ANSWER_WITHIN)
            )
        for update in self._world.updates.pending():
            self._take(update)
        self._world.updates.on_new = self._take

    def close(self) -> None:
        self._stop_delivering()
        self.url = ""

    async def stop(self) -> None:
        self.close()
        if self._http is not None:
            await self._http.close()

    def shown(self) -> Json:
        shown: Json = {"max_connections": self._connections, "ip_address": "127.0.0.1"}
        if self._last_error is not None:
            shown["last_error_date"], shown["last_error_message"] = self._last_error
        return shown

    def _stop_delivering(self) -> None:
        self._world.updates.on_new = None
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._queues.clear()

    def _take(self, update: Update) -> None:
        queue = self._queues.get(update.lane)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.lane] = deque((update,))
        task = asyncio.get_running_loop().create_task(self._deliver_queue(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_queue(self, lane: int) -> None:
        queue = self._queues[lane]
        failures = 0
        while queue:
            update = queue[0]
            if not update.is_old(self._world.unix()) and not update.done:
                wait = await self._deliver(update, failures)
                if wait is not None:
                    failures += 1
                    await self._until(self._world.unix() + wait)
                    continue
            queue.popleft()
            failures = 0
        if self._queues.get(lane) is queue:
            del self._queues[lane]

    async def _deliver(self, update: Update, failures: int) -> float | None:
        """None when the bot has it; else the seconds until the next attempt."""
        if self._http is None:
            return 1.0
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        try:
            async with self._slots, self._http.post(self.url, data=update.body, headers=headers) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as failed:
            return self._failed(update, f"Connection failed: {type(failed).__name__}", failures, "")
        if self._world.faults.draw("webhook") in ("lost_answer", "bad_gateway"):
            return self._failed(update, "Connection closed", failures, "")
        if not 200 <= response.status < 300:
            self._note_gone(response.status)
            what = f"Wrong response from the webhook: {response.status} {response.reason}"
            return self._failed(update, what, failures, response.headers.get("Retry-After", ""))
        self._gone_since = 0.0
        update.tried.append((self._world.unix(), "taken"))
        update.end = "received"  # whatever the clock says by now
        if body[:1] == b"{":
            self._answer(body)
        return None

    def _failed(self, update: Update, what: str, failures: int, retry_after: str) -> float:
        """Once more at once, then after 2, 4, 8 ... seconds up to a minute or two, or when the bot asked."""
        self._last_error = (int(self._world.unix()), what)
        update.tried.append((self._world.unix(), what))
        if retry_after:
            return min(RETRY_AFTER_AT_MOST, _seconds(retry_after, self._world.unix()))
        if failures == 0:
            return 0.0
        return min(float(2**failures), self._world.random.uniform(60.0, 120.0))

    def _note_gone(self, status: int) -> None:
        """A bot that says 410 for most of a day loses its webhook."""
        now = self._world.unix()
        if status != 410:
            self._gone_since = 0.0
        elif not self._gone_since:
            self._gone_since = now
        elif now - self._gone_since >= GONE_FOR:
            asyncio.get_running_loop().call_soon(self.close)

    async def _until(self, when: float) -> None:
        """Sleep by the world's clock, which somebody may move; or until somebody wants it tried now."""
        hurried = self._hurried
        while hurried == self._hurried and (left := when - self._world.unix()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), min(left, LOOK_AGAIN))
            except TimeoutError:
                continue

    def _wake(self) -> None:
        self._moved.set()
        self._moved.clear()

    def _hurry(self) -> None:
        self._hurried += 1
        self._wake()


def _seconds(retry_after: str, now: float) -> float:
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now)
    except ValueError:
        return 0.0
