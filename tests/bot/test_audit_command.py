"""`helpline audit`, as an auditor types it: whole, cut off, and without a key."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import delete, update

from bot.ledger import chain
from bot.ledger import tables as t
from bot.ledger.database import open_engine
from tests.bot.staffroom import AMAL, MIN, held
from tests.bot.test_cli import helpline
from tests.room import opened


def cut_off(url: str) -> None:
    """The last entry goes, and the end is noted where it then is: the chain alone does not see it."""
    engine = open_engine(url)
    with engine.begin() as db:
        end = db.execute(t.audit_head.select()).one().seq
        db.exec_driver_sql("DROP TRIGGER audit_is_kept")
        db.execute(update(t.audit_head).values(seq=end - 1, mac=chain.mac_at(db, end - 1)))
        db.execute(delete(t.audit).where(t.audit.c.seq == end))
    engine.dispose()


async def test_an_auditor_sees_that_it_is_whole_and_that_it_was_cut_off(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await held(room, await room.advocate(AMAL), MIN)
    url, ring = f"sqlite:///{tmp_path}/helpline.db", str(tmp_path / "keyring.json")
    where = {
        "HELPLINE_DATABASE": url,
        "HELPLINE_KEYRING_FILE": ring,
        "HELPLINE_VAULT": f"sqlite:///{tmp_path}/vault.db",
    }
    whole = helpline("audit", "verify", **where)
    assert (whole.returncode, "none changed, none missing" in whole.stdout) == (0, True), whole.stderr
    kept = tmp_path / "heads"
    kept.write_text(helpline("audit", "head", **where).stdout)
    assert json.loads(kept.read_text())["seq"] >= 2
    cut_off(url)
    assert helpline("audit", "verify", **where).returncode == 0
    found = helpline("audit", "verify", "--heads", str(kept), **where)
    assert (found.returncode, "its end was cut off" in found.stdout) == (1, True)
    assert "data-protection officer" in found.stdout
    blind = helpline("audit", "verify", HELPLINE_DATABASE=url)
    assert blind.returncode == 2 and "HELPLINE_KEYRING_FILE" in blind.stderr
