"""A device as the text that configures it; every value is quoted as TOML wants it (pure)."""

import json

from daemon.fieldbus_ports import NewDevice


def device_text(new: NewDevice) -> str:
    """Return the `[[device]]` table of `new`, with a line end."""
    values: dict[str, str | float | None] = {
        "id": new.id,
        "profile": new.profile,
        "bus": new.bus,
        "unit_id": new.unit_id,
        "room": new.room,
        "zone": new.zone or None,
        "poll_s": new.poll_s,
        "interlock": new.interlock or None,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]
    return "\n".join(["[[device]]", *lines]) + "\n"


def _toml(value: str | float) -> str:
    """Return a value as TOML 1.0: the escapes of JSON are those of a basic string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
