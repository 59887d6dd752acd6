"""The sample of Alertmanager: what explains what, as at the panel; quiet hours; addresses."""

import re

from daemon.control.state import ControlState
from daemon.control.suspicion import Suspicion, Watch
from daemon.model import Watched
from daemon.monitoring.alertmanager import PARENTS, alertmanager_text
from tests.control_kit import T

from .alert_kit import labels_of, of_code
from .conditions_kit import bus_health, decision, device_health, seen_at, site, told

FAR = 3 * 3600.0


def of_the_panel() -> set[tuple[str, str]]:
    """Return which kind of alarm explains which, from a look at a room where all can be told."""
    settings = site()
    apart = Watch(value=50.0, since=T, others=57.5, apart_since=T - FAR)
    tags = ("th.rh", "th-2.rh")
    found = seen_at(
        {"th.rh": 50.0, "th-2.rh": 57.5},
        state=ControlState(
            started_t=0.0,
            suspicion=Suspicion(
                watches=dict.fromkeys(tags, apart), doubtful=frozenset(tags), checked_t=T
            ),
        ),
        watched=Watched(
            devices={device.id: device_health() for device in settings.site.devices},
            buses={bus: bus_health() for bus in settings.site.buses},
            services={"ledger": "", "panel": "", "history": ""},
            facts={"panel_age_s": 1.0},
        ),
        decisions=[decision(output) for output in settings.outputs],
        whole=True,
    )
    return {
        (parent.partition(":")[0], condition.code)
        for condition in told(found).values()
        for parent in condition.parents
    }


def test_what_explains_what_is_the_same_as_at_the_panel() -> None:
    assert {(parent.code, parent.explains) for parent in PARENTS} == of_the_panel()
    assert len(PARENTS) == len(of_the_panel())


def test_both_ends_carry_the_labels_in_which_they_must_agree() -> None:
    settings = site()
    for parent in PARENTS:
        for code, given in ((parent.code, parent.given), (parent.explains, parent.of)):
            labels = labels_of(of_code(settings, code))
            assert {*parent.equal, *given} <= labels, (parent.code, parent.explains, code)


def test_only_what_is_grave_is_told_at_night() -> None:
    text = alertmanager_text(site(), "http://duty.example/x")
    assert text.count("url: ") == text.count("http://duty.example/x") == 2
    muted = re.search(r"- matchers:\n\s+- (.*)\n.*\n\s+mute_time_intervals", text)
    assert muted
    assert muted[1].strip("'") == 'severity=~"warning|info"'
    assert "location: Asia/Shanghai" in text


def test_quiet_hours_that_pass_midnight_are_two_times_of_a_day() -> None:
    assert alertmanager_text(site(), "http://x", ("22:00", "07:00")).count("start_time") == 2
    assert alertmanager_text(site(), "http://x", ("12:00", "14:00")).count("start_time") == 1
