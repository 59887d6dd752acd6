"""Every shipped profile is a device."""

from importlib import resources
from pathlib import Path

from drivers.catalog import shipped_profiles
from drivers.codec import decode
from drivers.profile import Profile
from drivers.simulator.launch import launched
from drivers.simulator.scenario import profiles_of, read_scenario
from drivers.vocabulary import Space

from .masters import Master, read, words
from .scenarios import write_scenario

READ = {Space.COIL: 1, Space.DISCRETE: 2, Space.HOLDING: 3, Space.INPUT: 4}


def test_every_shipped_profile_is_a_device_that_passes_its_own_identity(tmp_path: Path) -> None:
    profiles = shipped_profiles()
    text = 'room = [{ id = "stack" }]\nline = [{ id = "tcp", transport = "tcp" }]\n'
    for unit_id, name in enumerate(profiles, start=1):
        text += f'[[device]]\nid = "{name}"\nline = "tcp"\nunit_id = {unit_id}\n'
        text += f'profile = "{name}"\nroom = "stack"\n'
    scenario = write_scenario(tmp_path, text)
    with launched(scenario, tmp_path) as sim, Master.tcp(sim.port("tcp")) as master:
        for unit_id, profile in enumerate(profiles.values(), start=1):
            check_profile(master, unit_id, profile)


def check_profile(master: Master, unit_id: int, profile: Profile) -> None:
    for known in profile.identity:
        size = 2 if known.encoding in ("float32", "uint32", "int32") else 1
        raw = ask_values(master, unit_id, known.space, known.address, size)
        if known.equals is not None:
            assert raw == [known.equals & 0xFFFF], profile.id
        if known.equals_unit_id:
            assert raw == [unit_id], profile.id
    for point in profile.point:
        raw = ask_values(master, unit_id, point.space, point.address, point.words)
        assert decode(point, raw, 0.0).fault is None, f"{profile.id}.{point.tag}"


def ask_values(master: Master, unit_id: int, space: Space, address: int, count: int) -> list[int]:
    reply = master.ask_tcp(unit_id, read(READ[space], address, count))
    assert reply[0] == READ[space], f"unit {unit_id} refuses {space} {address:#06x}"
    return [reply[2] & 1] if space.is_bits else words(reply)


def test_the_demo_names_only_what_there_is() -> None:
    path = resources.files("daemon") / "demo" / "simulator.toml"
    with resources.as_file(path) as file:
        scenario = read_scenario(file)
    profiles = profiles_of(scenario)
    assert {device.profile for device in scenario.device} <= profiles.keys()
    assert len(scenario.room) == 2
    assert [line.port for line in scenario.line] == [15021, 15022, 15023]
