"""Sites to make alert rules of, and promtool to judge them."""

import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from daemon.control.alarms.settings import AlarmSettings, RoomAlarms
from daemon.control.settings import RoomSettings, Settings
from daemon.model import AlarmKind, Band, Priority, SiteInfo
from daemon.monitoring.alerts import Rule
from daemon.monitoring.rules import rules_of
from tests.control_kit import ROOM

from .conditions_kit import site

RULES_FILE = "roomd.rules.yml"
OWN_BAND = Band(low_c=13.5, high_c=22.5, low_pct=41.5, high_pct=57.5)
OWN_ROOM = RoomAlarms(
    band=OWN_BAND,
    deadband_c=0.7,
    deadband_pct=1.5,
    swing_c=2.2,
    swing_most_c=4.4,
    swing_pct=5.5,
    swing_most_pct=11.0,
    drift_c=4.5,
    drift_pct=6.5,
    surface_margin_c=2.8,
    mould_index=1.2,
    mould_risk=0.6,
    ozone_mg_m3=0.15,
)
OWN_SITE = AlarmSettings(
    disk_free_ratio=0.08,
    backup_age_s=50_000.0,
    sync_age_s=40_000.0,
    panel_age_s=90.0,
    lamp_ratio=0.8,
)


def own() -> Settings:
    """Return the site with everything, every limit of it its own."""
    told = site(alarms=OWN_SITE)
    return replace(told, rooms={ROOM: replace(told.rooms[ROOM], alarms=OWN_ROOM)})


def with_kind(settings: Settings, kind: AlarmKind) -> Settings:
    """Return the site with other delays or another priority of one kind of alarm."""
    kinds = {**settings.alarms.kinds, kind.code: kind}
    return replace(settings, alarms=replace(settings.alarms, kinds=kinds))


def one_room(name: str) -> Settings:
    """Return a site of one room that is called so, and nothing in it."""
    band = Band(low_c=14.0, high_c=24.0, low_pct=45.0, high_pct=60.0)
    info = SiteInfo(
        id="yard",
        name=name,
        timezone="Asia/Shanghai",
        rooms=(),
        devices=(),
        points=(),
        buses=(),
        simulated=False,
    )
    quick = AlarmKind(
        code="temperature_high", priority=Priority.MEDIUM, on_delay_s=15.0, off_delay_s=15.0
    )
    told = Settings(site=info, rooms={ROOM: RoomSettings(id=ROOM, name=name, band=band)})
    return with_kind(told, quick)


def all_rules(settings: Settings) -> list[Rule]:
    return [rule for rules in rules_of(settings).values() for rule in rules]


def of_code(settings: Settings, code: str) -> list[Rule]:
    return [rule for rule in all_rules(settings) if rule.code == code]


def promtool(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["promtool", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def labels_of(rules: Iterable[Rule]) -> set[str]:
    """Return the names of all labels that the alerts of these rules have."""
    return {name for rule in rules for name in (*rule.example.labels, *rule.labels)}
