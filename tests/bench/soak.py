"""Ten minutes of the whole daemon on noisy sensors: memory, and what it writes to disk."""

import contextlib
import time

from tests.bench.table import Row
from tests.devices import SENSOR
from tests.rig import simulated, tcp_line
from tests.site_process import daemon, site_text, tcp_bus, used

DEVICES = 8  # of two series each
DAY_S = 86_400
SAMPLE_S = 30.0
ROOM = '\n[[room]]\nid = "stack-1"\ntemperature_c = 21.0\nhumidity_pct = 50.0\n'


def noisy(unit_id: int) -> str:
    """Return a sensor with four times the usual noise, so that it changes at nearly every poll."""
    return f"""
[[device]]
id = "th-{unit_id}"
line = "gateway"
unit_id = {unit_id}
profile = "test-sensor"
room = "stack-1"
noise = 4.0
"""


def rows(seconds: float = 600.0) -> list[Row]:
    """Return memory and disk figures of 16 series polled each second."""
    scenario = ROOM + tcp_line() + "".join(noisy(unit_id) for unit_id in range(1, DEVICES + 1))
    with (
        simulated(scenario, profiles={"test-sensor": SENSOR}) as rig,
        contextlib.ExitStack() as stack,
    ):
        folder = rig.folder / "site"
        (folder / "profiles").mkdir(parents=True)
        (folder / "profiles" / "test-sensor.toml").write_text(SENSOR, encoding="utf-8")
        config = folder / "roomd.toml"
        bus = tcp_bus(rig.port("gateway"))
        config.write_text(
            site_text(folder, bus, devices=DEVICES, poll_s=1.0, profile="test-sensor"),
            encoding="utf-8",
        )
        pid, _ = stack.enter_context(daemon(config))
        time.sleep(SAMPLE_S)
        first = used(pid)
        resident = [first.rss_mib]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(SAMPLE_S)
            resident.append(used(pid).rss_mib)
        last = used(pid)
    written = (last.written_mib - first.written_mib) / seconds * DAY_S
    return [
        Row(
            f"memory over {seconds / 60:.0f} minutes, 16 series each second",
            f"RSS {resident[0]:.1f} MiB at first, {resident[-1]:.1f} MiB at the end, "
            f"{max(resident):.1f} MiB at most",
            "<= 65 MiB, flat",
        ),
        Row(
            "disk, 16 noisy series each second, from the process's own counters",
            f"{written:.1f} MiB a day ({last.written_mib - first.written_mib:.2f} MiB measured)",
            "< 60 MB a day",
        ),
    ]
