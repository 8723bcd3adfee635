"""JSON as the database keeps it."""

from __future__ import annotations

import json
from typing import Any


def dump(value: Any) -> str:
    """JSON with sorted keys and no spaces, the same text for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
