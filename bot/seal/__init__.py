"""Keys, and words sealed under them."""

from __future__ import annotations
