"""What can be said to the simulator is in its manual."""

from pathlib import Path

from drivers.simulator.commands import FIELDS
from drivers.simulator.faults import FaultSpec, Kind
from drivers.simulator.scenario import DeviceSpec, LineSpec, RoomSpec, Scenario
from drivers.simulator.signals import SIGNALS
from drivers.simulator.truth import TruthKind
from drivers.simulator.weather import Weather

MANUAL = (Path(__file__).parents[3] / "docs" / "simulator.md").read_text(encoding="utf-8")


def test_every_word_is_explained() -> None:
    words = {*Kind, *TruthKind, *SIGNALS, *FIELDS, *FaultSpec.model_fields}
    assert [word for word in sorted(words) if f"`{word}`" not in MANUAL] == []


def test_every_key_of_a_scenario_is_shown() -> None:
    models = (Scenario, Weather, RoomSpec, LineSpec, DeviceSpec)
    keys = [name for model in models for name in model.model_fields]
    assert [key for key in keys if key not in MANUAL] == []
