"""What a table of somebody to tell needs, and what does not fit its kind (pure)."""

from collections.abc import Iterator, Mapping

from .draft import Draft, Entry
from .problem import Finding, KeyPath, shown

NEEDS: Mapping[str, tuple[str, ...]] = {
    "webhook": ("url",),
    "email": ("host", "sender", "recipients"),
}
ONLY: Mapping[str, str] = {
    "url": "webhook",
    "secret_credential": "webhook",
    **dict.fromkeys(
        ("host", "port", "security", "username", "password_credential", "sender", "recipients"),
        "email",
    ),
}


def notify_keys(draft: Draft) -> Iterator[Finding]:
    """Refuse a table that lacks what its kind needs, or has what only another kind uses."""
    for entry in draft.notify:
        kind = entry.text("kind")
        for key in NEEDS.get(kind or "", ()):
            if not entry.written.get(key):
                yield Finding(path=entry.at(key), code="missing")
        for key in entry.written:
            if kind in NEEDS and ONLY.get(key, kind) != kind:
                args = {"kind": ONLY[key]}
                yield Finding(path=entry.at(key), code="notify_other_kind", args=args)
        yield from _lone(entry)


def repeated_ids(draft: Draft) -> Iterator[Finding]:
    """Refuse one id for two who are told."""
    seen: dict[str, KeyPath] = {}
    for entry in draft.notify:
        if name := entry.text("id"):
            first = seen.setdefault(name, entry.at("id"))
            if first != entry.at("id"):
                args = {"value": shown(name)}
                yield Finding(path=entry.at("id"), code="duplicate_id", args=args, first=first)


def _lone(entry: Entry) -> Iterator[Finding]:
    """Refuse a password that would not be used, and one that would travel in the clear."""
    if "password_credential" in entry.written:
        if "username" not in entry.written:
            yield Finding(path=entry.at("password_credential"), code="password_without_user")
        if entry.text("security") == "none":
            yield Finding(path=entry.at("security"), code="notify_password_in_clear")
    url = entry.text("url")
    if "ca_file" in entry.written and url is not None and not url.startswith("https:"):
        yield Finding(path=entry.at("ca_file"), code="ca_without_tls")


NOTIFY_RULES = (notify_keys, repeated_ids)
