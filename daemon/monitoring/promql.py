"""Expressions of Prometheus, put together from configured names and limits (pure).

Every selector names its site: several sites may share one Prometheus.
"""

from collections.abc import Iterable

Values = str | tuple[str, ...]


def series(metric: str, site: str, /, **labels: Values) -> str:
    """Return a selector; a tuple of values means any of them."""
    matchers = [f'site="{site}"']
    for label, values in labels.items():
        if isinstance(values, str):
            matchers.append(f'{label}="{_quoted(values)}"')
        elif len(values) == 1:
            matchers.append(f'{label}="{values[0]}"')
        else:
            matchers.append(f'{label}=~"{"|".join(values)}"')
    return f"{metric}{{{','.join(matchers)}}}"


def points(metric: str, site: str, tags: Iterable[str]) -> str:
    """Return the series of some tags, all in one vector."""
    selectors = []
    for tag in tags:
        device, _, point = tag.partition(".")
        selectors.append(series(metric, site, device=device, point=point))
    return " or ".join(selectors)


def number(value: float) -> str:
    """Return a number without the dust of its conversion."""
    return f"{value:.12g}"


def beyond(value: str, sign: str, limit: float, back: float, standing: str, on: str) -> str:
    """Return the test of a limit that is left at `back` only, while `standing` is there."""
    entered = f"{value} {sign} {number(limit)}"
    if back == limit:
        return entered
    return f"{entered}\nor\n({value} {sign} {number(back)} and on ({on}) {standing})"


def with_bus(vector: str, site: str) -> str:
    """Return a vector by device with the bus on which each device hangs."""
    info = series("roomd_device_info", site)
    return f"({vector})\n* on (site, device) group_left (bus) {info}"


def with_machine(vector: str, site: str) -> str:
    """Return a vector by output with its name, its device and its bus."""
    info = series("roomd_output_info", site)
    named = f"({vector})\n* on (site, output) group_left (name, device) {info}"
    return with_bus(named, site)


def reachable(vector: str, site: str, *, device: bool = True) -> str:
    """Return of a vector with buses what no bus that is down and no silent device explains.

    What they explain waits its own delay anew once they are back, as at the panel.
    """
    asked = f"{vector}\nunless on (site, bus) {series('roomd_bus_up', site)} == 0"
    if not device:
        return asked
    return f"{asked}\nunless on (site, device) {series('roomd_device_online', site)} == 0"


def renamed(vector: str, label: str, source: str) -> str:
    """Return a vector whose `label` says what `source` said."""
    return f'label_replace({vector}, "{label}", "$1", "{source}", "(.+)")'


def duration(seconds: float) -> str:
    """Return a duration of Prometheus, to the millisecond."""
    for unit, size in (("h", 3600.0), ("m", 60.0), ("s", 1.0)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds * 1000:.0f}ms" if seconds else "0s"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
