"""What was made of a configuration, as JSON and back: dataclasses in, the same dataclasses out."""

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


def told_json(kind: type[T], value: T) -> bytes:
    """Return a frozen dataclass with all in it, always the same text for the same."""
    return TypeAdapter(kind).dump_json(value)


def from_json(kind: type[T], text: bytes) -> T:
    """Return the dataclass in a text; raises ValueError where this program can't read it."""
    try:
        return TypeAdapter(kind).validate_json(text)
    except ValidationError as err:
        raise ValueError(f"no {kind.__name__}") from err
