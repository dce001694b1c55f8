"""The shell: everything that touches the world."""

from __future__ import annotations

import sys

# httpx, which PTB brings along, has a command line of its own and loads rich, click and Pygments for it, where they are
# installed: 8 MB and a tenth of a second of each start. None there is Python's way to say "cannot be imported".
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
