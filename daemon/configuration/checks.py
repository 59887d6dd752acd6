"""What no single key can tell: references, collisions, points and times that don't fit (pure).

Each rule reads the draft and yields what it refuses; `RULES` is all of them.
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from drivers.profile import Profile

from .draft import Draft, Entry
from .fields import FACTORY_UNIT_ID
from .model import MODBUS_TCP_PORT, Device
from .notify_checks import NOTIFY_RULES
from .problem import Finding, KeyPath, shown
from .records_checks import RECORDS_RULES
from .validation import nearest

HERE = ("127.0.0.1", "::1", "localhost")  # the machine's own panel is not encrypted
CALIBRATION_SHARE = 0.1  # of the physical range: a sensor further off is to be replaced


def refusals(draft: Draft) -> list[Finding]:
    """Return everything that the rules refuse."""
    return [finding for rule in RULES for finding in rule(draft)]


def duplicate_ids(draft: Draft) -> Iterator[Finding]:
    """Refuse one id for two things: tags and topics are built of them."""
    yield from _duplicates((*draft.buses, *draft.rooms, *draft.devices), "duplicate_id")


def duplicate_subjects(draft: Draft) -> Iterator[Finding]:
    """Refuse one id for two things that a person commands."""
    subjects = (*draft.rooms, *draft.outputs, *draft.programmes)
    for finding in _duplicates(subjects, "duplicate_subject"):
        if finding.path[0] != "room":  # of two rooms `duplicate_ids` tells
            yield finding


def unknown_references(draft: Draft) -> Iterator[Finding]:
    """Refuse a device whose bus, room or profile does not exist."""
    known = (
        ("bus", "unknown_bus", _ids(draft.buses)),
        ("room", "unknown_room", _ids(draft.rooms)),
        ("profile", "unknown_profile", set(draft.profiles)),
    )
    for device in draft.devices:
        for key, code, names in known:
            name = device.text(key)
            if name is not None and name not in names | draft.broken:
                args = {"value": shown(name), **nearest(name, names)}
                yield Finding(path=device.at(key), code=code, args=args)


def shared_unit_ids(draft: Draft) -> Iterator[Finding]:
    """Refuse two devices that answer to one unit id on one bus."""
    seen: dict[tuple[str, int], KeyPath] = {}
    for device in draft.devices:
        bus, unit_id = device.text("bus"), device.whole("unit_id")
        if bus is not None and unit_id is not None:
            first = seen.setdefault((bus, unit_id), device.at("unit_id"))
            if first != device.at("unit_id"):
                yield _collision(device, "unit_id", "shared_unit_id", first)


def factory_unit_ids(draft: Draft) -> Iterator[Finding]:
    """Refuse unit id 255, except for devices that leave the factory with it."""
    for device in draft.devices:
        profile = draft.profile(device)
        if (
            profile
            and device.whole("unit_id") == FACTORY_UNIT_ID
            and profile.serial.unit_id != FACTORY_UNIT_ID
        ):
            args = {"value": str(FACTORY_UNIT_ID)}
            yield Finding(path=device.at("unit_id"), code="unit_id_range", args=args)


def shared_endpoints(draft: Draft) -> Iterator[Finding]:
    """Refuse two buses on one wire: they would take each other's replies."""
    seen: dict[str, KeyPath] = {}
    for bus in draft.buses:
        key, name = _endpoint(bus)
        if name:
            first = seen.setdefault(name, bus.at(key))
            if first != bus.at(key):
                yield _collision(bus, key, "shared_endpoint", first)


def unknown_points(draft: Draft) -> Iterator[Finding]:
    """Refuse names and calibrations of points that the profile does not have."""
    for device in draft.devices:
        profile = draft.profile(device)
        for key in ("names", "calibration") if profile else ():
            for tag in device.table(key).written:
                if profile and tag not in profile.points:
                    args = {"profile": profile.id, **nearest(tag, profile.points)}
                    path = device.table(key).at(tag)
                    yield Finding(path=path, code="unknown_point", args=args)


def wild_calibrations(draft: Draft) -> Iterator[Finding]:
    """Refuse to calibrate a bit, or by more than a worn sensor can be off."""
    for device in draft.devices:
        profile = draft.profile(device)
        table = device.table("calibration")
        for tag in table.written:
            offset = table.number(tag)
            point = profile.points.get(tag) if profile else None
            if point is None or offset is None:
                continue
            if point.is_bit or point.low is None or point.high is None:
                yield Finding(path=table.at(tag), code="calibrated_bit")
            elif abs(offset) > (limit := (point.high - point.low) * CALIBRATION_SHARE):
                args = {"value": shown(offset), "limit": f"{limit:g} {point.unit}".strip()}
                yield Finding(path=table.at(tag), code="calibration_large", args=args)


def hasty_polls(draft: Draft) -> Iterator[Finding]:
    """Refuse a poll period shorter than the time that the device may take to answer."""
    for device in draft.devices:
        profile, bus = draft.profile(device), draft.bus(device)
        latency_s = max(_worst_latency_s(profile), _number(bus, "worst_latency_s"))
        poll_s = device.number("poll_s")
        if poll_s is None:
            poll_s = float(Device.model_fields["poll_s"].default)
        if 0 < poll_s < latency_s:
            args = {"value": shown(poll_s), "latency_s": f"{latency_s:g}"}
            yield Finding(path=device.at("poll_s"), code="hasty_poll", args=args)


def short_latencies(draft: Draft) -> Iterator[Finding]:
    """Refuse a bus that gives up before its slowest device: a late reply goes astray."""
    for bus in draft.buses:
        override_s = bus.number("worst_latency_s")
        profiles = [
            profile
            for device in draft.devices
            if draft.bus(device) is bus and (profile := draft.profile(device))
        ]
        slowest = max(profiles, key=_worst_latency_s, default=None)
        if override_s is not None and slowest and override_s < slowest.worst_latency_s:
            args = {
                "value": shown(override_s),
                "profile": slowest.id,
                "latency_s": f"{slowest.worst_latency_s:g}",
            }
            yield Finding(path=bus.at("worst_latency_s"), code="short_latency", args=args)


def lone_mqtt_keys(draft: Draft) -> Iterator[Finding]:
    """Refuse a certificate without TLS and a password without a user name: they do nothing."""
    mqtt = draft.root.table("mqtt")
    if "ca_file" in mqtt.written and mqtt.written.get("tls", False) is False:
        yield Finding(path=mqtt.at("ca_file"), code="ca_without_tls")
    if "password_credential" in mqtt.written and "username" not in mqtt.written:
        yield Finding(path=mqtt.at("password_credential"), code="password_without_user")


def half_tls(draft: Draft) -> Iterator[Finding]:
    """Refuse TLS of the panel without its files or its network, and files without TLS."""
    panel = draft.root.table("panel")
    files = ("tls_certificate", "tls_key")
    if panel.written.get("tls", False) is not True:
        for key in files:
            if key in panel.written and panel.written.get("tls", False) is False:
                yield Finding(path=panel.at(key), code="file_without_tls")
        return
    for key in files:
        if key not in panel.written:
            yield Finding(path=panel.at("tls"), code="tls_without_file", args={"key": key})
    if panel.written.get("host", "127.0.0.1") in HERE:
        yield Finding(path=panel.at("tls"), code="tls_on_this_machine")


RULES = (
    half_tls,
    duplicate_ids,
    duplicate_subjects,
    unknown_references,
    shared_unit_ids,
    factory_unit_ids,
    shared_endpoints,
    unknown_points,
    wild_calibrations,
    hasty_polls,
    short_latencies,
    lone_mqtt_keys,
    *NOTIFY_RULES,
    *RECORDS_RULES,
)


def _ids(entries: Iterable[Entry]) -> set[str]:
    return {name for entry in entries if (name := entry.text("id"))}


def _duplicates(entries: Iterable[Entry], code: str) -> Iterator[Finding]:
    seen: dict[str, KeyPath] = {}
    for entry in entries:
        if name := entry.text("id"):
            first = seen.setdefault(name, entry.at("id"))
            if first != entry.at("id"):
                yield _collision(entry, "id", code, first)


def _collision(entry: Entry, key: str, code: str, first: KeyPath) -> Finding:
    value = shown(entry.written.get(key))
    return Finding(path=entry.at(key), code=code, args={"value": value}, first=first)


def _endpoint(bus: Entry) -> tuple[str, str]:
    """Return the key that says where a bus goes, and the place; empty where that is unsaid."""
    if port := bus.text("port"):
        return "port", str(PurePosixPath(port))
    host, tcp_port = bus.text("host"), bus.whole("tcp_port")
    return "host", f"{host.lower()}:{tcp_port or MODBUS_TCP_PORT}" if host else ""


def _worst_latency_s(profile: Profile | None) -> float:
    return profile.worst_latency_s if profile else 0.0


def _number(entry: Entry | None, key: str) -> float:
    return (entry.number(key) if entry else None) or 0.0
