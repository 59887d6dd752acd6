"""How the program itself goes: clock, ledger, disk, backup, services, panel."""

from collections.abc import Iterator

from daemon.control.alarms.found import Found
from daemon.control.situation import told
from daemon.model import Condition, alarm_key

from .edges import Told, about, above, below
from .figures import Figure, aged, judged

MODES = ("clock_untrusted", "ledger_unwritable", "monitor_only")  # of the whole site
FIGURES = (
    Figure(
        fact="disk_free_ratio",
        code="disk_low",
        limit=lambda alarms: alarms.disk_free_ratio,
        beyond=below,
        numbers=lambda free, limit: {"free_pct": 100 * free, "limit_pct": 100 * limit},
        deadband=0.2,
    ),
    Figure(
        fact="backup_unset",
        code="backup_unset",
        limit=lambda _: 0.0,
        beyond=above,
        numbers=lambda _value, _limit: {},
    ),
    Figure(
        fact="backup_age_s",
        code="backup_stale",
        limit=lambda alarms: alarms.backup_age_s,
        beyond=above,
        numbers=aged,
    ),
    Figure(
        fact="panel_age_s",
        code="panel_not_seen",
        limit=lambda alarms: alarms.panel_age_s,
        beyond=above,
        numbers=aged,
        parents=(alarm_key("service_down", "panel"),),
    ),
)
LONGEST = 120  # characters of what a service says


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what is wrong with the program."""
    yield from _modes(found)
    yield from judged(found, FIGURES)
    for service, wrong in found.view.inputs.watched.services.items():
        yield from _service(found, service, wrong)


def _modes(found: Found) -> Iterator[Condition]:
    holding = {mode.mode for mode in found.modes}
    for mode in MODES:
        yield from _mode(found, mode, mode in holding)


def _mode(found: Found, mode: str, holds: bool) -> Told:
    site = found.view.settings.site.id
    return about(found, mode, site, "", holds, lambda: told(f"alarm_{mode}"))


def _service(found: Found, service: str, wrong: str) -> Told:
    """Tell of a service; that the ledger can't be written is an alarm of its own."""
    ledger = alarm_key("ledger_unwritable", found.view.settings.site.id)
    return about(
        found,
        "service_down",
        service,
        "",
        bool(wrong),
        lambda: told("alarm_service_down", service=service, detail=wrong[:LONGEST]),
        parents=(ledger,) if service == "ledger" else (),
    )
