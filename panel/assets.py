"""The static files, read once into memory and served under the hash of their whole content.

One hash for all, so that a style sheet or a module may name its neighbour by a relative address.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

STATIC_DIR = Path(__file__).parent / "static"
VENDOR_DIR = STATIC_DIR / "vendor"  # of others, as they publish it; VENDOR.toml says whose
TEMPLATE_DIR = Path(__file__).parent / "templates"
CONTENT_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """The files by name, with their content types; `version` is the hash in their addresses."""

    version: str
    files: Mapping[str, bytes]

    def url(self, name: str) -> str:
        """Return the address of the file `name`; raises KeyError when there is none."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"

    def content_type(self, name: str) -> str:
        """Return the content type of the file `name`."""
        return CONTENT_TYPES[Path(name).suffix]


def digest(*parts: bytes) -> str:
    """Return a short hash over `parts` and their borders."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:12]


def load_assets() -> Assets:
    """Return the static files of the package; those of others lie beside ours in the address."""
    found = (path for folder in (STATIC_DIR, VENDOR_DIR) for path in sorted(folder.iterdir()))
    files = {path.name: path.read_bytes() for path in found if path.suffix in CONTENT_TYPES}
    named = [part for name, content in files.items() for part in (name.encode(), content)]
    return Assets(version=digest(*named), files=MappingProxyType(files))


def templates_digest() -> str:
    """Return a hash of the templates, so that an open page notices an update."""
    return digest(*(path.read_bytes() for path in sorted(TEMPLATE_DIR.iterdir())))
