"""What a source or an outbox of records needs, and what does not fit its kind (pure)."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from .draft import Draft, Entry
from .problem import Finding, KeyPath, shown

NEEDS: Mapping[str, tuple[str, ...]] = {
    "files": ("folder",),
    "feed": ("url",),
    "oai_pmh": ("url",),
    "archivesspace": ("url", "repository", "username", "password_credential"),
}
NETWORK = ("feed", "oai_pmh", "archivesspace")
ONLY: Mapping[str, tuple[str, ...]] = {
    "folder": ("files",),
    **dict.fromkeys(
        ("url", "ca_file", "username", "password_credential", "plain_http", "answer_mib"), NETWORK
    ),
    "token_credential": ("feed", "oai_pmh"),
    "page_rows": ("feed",),
    "set": ("oai_pmh",),
    "crosswalk": ("oai_pmh",),
    "whole": ("oai_pmh", "archivesspace"),
    "repository": ("archivesspace",),
    "secret_path": ("archivesspace",),
}
OUTBOX_NEEDS: Mapping[str, tuple[str, ...]] = {"feed": ("url",), "file": ("folder",)}
OUTBOX_ONLY: Mapping[str, tuple[str, ...]] = {
    "folder": ("file",),
    **dict.fromkeys(("url", "ca_file", "token_credential", "plain_http"), ("feed",)),
}
LOOPBACK = ("127.", "localhost", "[::1]")


def source_keys(draft: Draft) -> Iterator[Finding]:
    """Refuse a source that lacks what its kind needs, or has what only other kinds use."""
    yield from _keys(draft.record_sources, NEEDS, ONLY)


def outbox_keys(draft: Draft) -> Iterator[Finding]:
    """Refuse an outbox that lacks what its kind needs, or has what only the other kind uses."""
    yield from _keys(draft.record_outboxes, OUTBOX_NEEDS, OUTBOX_ONLY)
    for entry in draft.record_outboxes:
        yield from _transport(entry)


def _keys(
    entries: Iterable[Entry],
    needs: Mapping[str, tuple[str, ...]],
    only: Mapping[str, tuple[str, ...]],
) -> Iterator[Finding]:
    for entry in entries:
        kind = entry.text("kind") or ""
        for key in needs.get(kind, ()):
            if entry.written.get(key) is None:
                yield Finding(path=entry.at(key), code="missing")
        for key in entry.written:
            if kind in needs and kind not in (kinds := only.get(key, (kind,))):
                args = {"kinds": tuple(f'"{name}"' for name in kinds)}
                yield Finding(path=entry.at(key), code="records_other_kind", args=args)


def source_secrets(draft: Draft) -> Iterator[Finding]:
    """Refuse credentials that would not be used, and ones that would travel in the clear."""
    for entry in draft.record_sources:
        written = entry.written
        if "password_credential" in written and "username" not in written:
            yield Finding(path=entry.at("password_credential"), code="password_without_user")
        if "token_credential" in written and "username" in written:
            yield Finding(path=entry.at("token_credential"), code="records_two_logins")
        yield from _transport(entry)


def _transport(entry: Entry) -> Iterator[Finding]:
    url = entry.text("url")
    if url is None or entry.text("kind") not in NETWORK:
        return
    if url.startswith("https:"):
        if "ca_file" not in entry.written:
            yield Finding(path=entry.at("ca_file"), code="records_no_ca")
        return
    if "ca_file" in entry.written:
        yield Finding(path=entry.at("ca_file"), code="ca_without_tls")
    secret = next(
        (key for key in ("token_credential", "password_credential") if key in entry.written), None
    )
    near = url.removeprefix("http://").startswith(LOOPBACK)
    if secret and not near and entry.written.get("plain_http", False) is False:
        yield Finding(path=entry.at(secret), code="records_in_clear")


def repeated_sources(draft: Draft) -> Iterator[Finding]:
    """Refuse one id for two sources, and one folder for two: each keeps what it has read."""
    yield from _repeated(draft.record_sources, "id", "duplicate_id")
    yield from _repeated(draft.record_sources, "folder", "records_shared_folder")


def repeated_outboxes(draft: Draft) -> Iterator[Finding]:
    """Refuse one id for two outboxes, and a folder that is read or written by another, too."""
    yield from _repeated(draft.record_outboxes, "id", "duplicate_id")
    either = (*draft.record_sources, *draft.record_outboxes)
    outboxes = {entry.path for entry in draft.record_outboxes}
    for finding in _repeated(either, "folder", "records_outbox_folder"):
        if finding.path[:-1] in outboxes:
            yield finding


def _repeated(entries: Iterable[Entry], key: str, code: str) -> Iterator[Finding]:
    seen: dict[str, KeyPath] = {}
    for entry in entries:
        if value := entry.text(key):
            value = value if key == "id" else str(PurePosixPath(value))
            first = seen.setdefault(value, entry.at(key))
            if first != entry.at(key):
                args = {"value": shown(value)}
                yield Finding(path=entry.at(key), code=code, args=args, first=first)


RECORDS_RULES = (
    *(source_keys, source_secrets, repeated_sources),
    *(outbox_keys, repeated_outboxes),
)
