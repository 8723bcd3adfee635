"""Frozen records as plain JSON values and back: how terms, documents and choices are stored and hashed."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from tctui.core.errors import Refused, Unreadable

R = TypeVar("R")


def to_plain(value: Any) -> Any:
    """Give a record (or a tuple of them) as dicts, lists, text and numbers; dates as ISO text, Decimal as text.

    A part whose field says ``metadata={"plain": False}`` is left out: it is how the record looks, not what it says.
    Raises TypeError for a kind of value that has no plain form: a defect of the caller.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in _told_parts(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(part) for key, part in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(kind: type[R], plain: Any) -> R:
    """Read back what ``to_plain`` gave of a record of this kind.

    Raises Unreadable when a part is missing or of the wrong kind, naming the part.
    """
    try:
        return typing.cast(R, _read(kind, plain))
    except Refused:
        raise
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise Unreadable(f"a stored {kind.__name__} cannot be read: {type(wrong).__name__} {wrong}") from None


def canonical_json(value: Any) -> bytes:
    """Give a record as JSON with sorted keys and no blanks: the same record gives the same bytes everywhere."""
    return json.dumps(to_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


@lru_cache(maxsize=256)
def _told_parts(kind: type[Any]) -> tuple[str, ...]:
    """The parts of a record that are what it says, not how it looks."""
    return tuple(field.name for field in fields(kind) if field.metadata.get("plain", True))


@lru_cache(maxsize=256)
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, plain: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(plain, Mapping):
            raise TypeError(f"{kind.__name__} expected")
        hints = _hints(kind)
        # A part that an older version did not write yet takes its default.
        return kind(**{f.name: _read(hints[f.name], plain[f.name]) for f in fields(kind) if f.name in plain})
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _read_either(typing.get_args(kind), plain)
    if origin is tuple:
        part = typing.get_args(kind)[0]
        if not isinstance(plain, list):
            raise TypeError("a list expected")
        return tuple(_read(part, one) for one in plain)
    if origin is typing.Literal:
        if plain not in typing.get_args(kind):
            raise ValueError(f"{plain!r} is none of {typing.get_args(kind)}")
        return plain
    if kind in (datetime, date):
        return kind.fromisoformat(plain)
    if kind is Decimal or issubclass(kind, Enum):
        return kind(plain)
    if type(plain) is not kind:
        raise TypeError(f"{kind.__name__} expected, not {type(plain).__name__}")
    return plain


def _read_either(kinds: tuple[Any, ...], plain: Any) -> Any:
    if plain is None and type(None) in kinds:
        return None
    possible = [one for one in kinds if one is not type(None)]
    if len(possible) > 1 and isinstance(plain, Mapping):
        # Of two records it is the one that has just these parts.
        possible = [
            one for one in possible if isinstance(one, type) and is_dataclass(one) and set(plain) == {*_told_parts(one)}
        ]
    (kind,) = possible
    return _read(kind, plain)
