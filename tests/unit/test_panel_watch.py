"""The sign of life of the room's own panel: what is missed, from when on, and what is exported."""

from daemon.panel_watch import PanelWatch, panel_families

from .history_kit import HeldClock
from .metrics_kit import documented, sample_names, site

NAME = "roomd_panel_last_seen_timestamp_seconds"


def test_without_a_kiosk_nothing_is_missed_until_a_panel_was_seen() -> None:
    clock = HeldClock()
    watch = PanelWatch(clock, kiosk=False)
    clock.advance(1000)
    assert watch.facts() == {}
    watch.seen()
    clock.advance(31)
    assert watch.facts() == {"panel_age_s": 31.0}


def test_a_kiosk_that_never_came_up_is_missed_from_the_start_on() -> None:
    clock = HeldClock()
    watch = PanelWatch(clock, kiosk=True)
    clock.advance(130)
    assert watch.facts() == {"panel_age_s": 130.0}
    watch.seen()
    assert watch.facts() == {"panel_age_s": 0.0}


def test_the_time_is_exported_once_there_is_one() -> None:
    clock = HeldClock()
    watch = PanelWatch(clock, kiosk=True)
    families = panel_families(site(), watch)
    assert list(families()) == []
    watch.seen()
    (family,) = families()
    assert sample_names([family]) == {NAME}
    assert family.samples[0].value == clock.utc().timestamp()
    assert NAME in documented()
