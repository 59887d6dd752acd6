"""What wears a machine out is counted for life, and a full tank shows."""

from dataclasses import replace

from daemon.control.trips import TANK
from daemon.model import Kind, Rank, reason
from tests.browser.control_example import OUTPUTS, calm, claim

from .metrics_kit import controlled, documented, families, sample_names, value

WEAR = {"roomd_output_run_seconds_total", "roomd_output_switchings_total"}


def test_the_run_time_and_the_switchings_of_an_output_are_counters() -> None:
    scene = calm(999.0)
    worn = replace(scene.outputs["dry-1"], run_s=7230.5, switchings=41)
    text = controlled(replace(scene, outputs={**scene.outputs, "dry-1": worn}))
    assert value(text, "roomd_output_run_seconds_total", output="dry-1") == 7230.5
    assert value(text, "roomd_output_switchings_total", output="dry-1", room="stack-1") == 41.0
    assert {families(text)[name.removesuffix("_total")].type for name in WEAR} == {"counter"}
    assert sample_names(families(text).values()) & documented() > WEAR


def test_a_full_tank_shows_at_its_dehumidifier_and_nowhere_else() -> None:
    scene = calm(999.0)
    dry = scene.outputs["dry-1"]
    full = replace(claim("dry-1", False, Rank.INTERLOCK, reason("trip_tank")), owner=TANK)
    filled = replace(dry, claims=(full, *dry.claims))
    text = controlled(replace(scene, outputs={**scene.outputs, "dry-1": filled}))
    assert value(controlled(scene), "roomd_output_tank_full", output="dry-1") == 0.0
    assert value(text, "roomd_output_tank_full", output="dry-1") == 1.0
    others = [output for output in OUTPUTS if output.kind is not Kind.DEHUMIDIFIER]
    assert all(value(text, "roomd_output_tank_full", output=o.id) is None for o in others)
