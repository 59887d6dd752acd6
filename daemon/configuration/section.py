"""What every table of the configuration has in common."""

from pydantic import BaseModel, ConfigDict, Strict

LISTED = Strict(strict=False)  # TOML has arrays, we keep tuples
NAMED = Strict(strict=False)  # TOML has texts, we keep members of an enumeration


class Section(BaseModel):
    """A table: refuses unknown keys, converts nothing, can't be changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
