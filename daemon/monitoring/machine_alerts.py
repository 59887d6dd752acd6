"""The alerts about machines: full tanks, disobedience, too many starts, worn lamps (pure).

They carry the name, the device and the bus of their output, so that Alertmanager finds what
explains them.
"""

from collections.abc import Iterator
from itertools import groupby

from daemon.control.alarms.conditions.outputs import DISOBEYS, FEWEST
from daemon.control.settings import OutputSettings, Settings
from daemon.model import Kind, Priority, Verdict

from .alerts import Example, Rule, Sample
from .drawing import OUTPUT, Subject, rule, standing
from .examples import STEP_S, STEPS_A_MINUTE, Place, info_samples, machine_labels
from .promql import number, points, reachable, series, with_machine

HOUR_S = 3600.0


def alerts(settings: Settings) -> Iterator[Rule]:
    """Yield the rules that this site needs."""
    yield from _tanks(settings)
    yield from _obeying(settings)
    yield from _starts(settings)
    yield from _lamps(settings)


def _tanks(settings: Settings) -> Iterator[Rule]:
    """Yield a rule for each tank: that of an output is known by the output's name."""
    named = set()
    for output in settings.outputs.values():
        if output.full is not None:
            named.add(output.full)
            subject = Subject(
                who="{name}",
                id=output.id,
                labels={
                    "room": output.room,
                    "output": output.id,
                    **machine_labels(settings, output),
                },
                words={"name": output.name},
            )
            yield _tank(settings, subject, output.full)
    devices = {device.id: device for device in settings.site.devices}
    for group in settings.alarm_groups.tanks:
        if group.full not in named:
            device = devices[group.device]
            labels = {"room": device.room, "device": device.id, "bus": device.bus}
            yield _tank(settings, Subject(who="{device}", id=device.id, labels=labels), group.full)


def _tank(settings: Settings, subject: Subject, tag: str) -> Rule:
    site = settings.site.id
    full = points("roomd_point_state", site, [tag])
    return rule(
        settings,
        "tank_full",
        subject,
        f"max by (site) ({full}) == 1",
        Example(samples=(Sample(series=full, well=0.0, ill=1.0),), labels={"site": site}),
    )


def _obeying(settings: Settings) -> Iterator[Rule]:
    site = settings.site.id
    outputs = tuple(settings.outputs.values())
    if not outputs:
        return
    verdicts = tuple(sorted(verdict.value for verdict in DISOBEYS))
    said = series("roomd_output_verdict", site, verdict=verdicts)
    drawn = rule(
        settings,
        "output_not_obeying",
        OUTPUT,
        reachable(with_machine(f"max by (site, room, output) ({said}) == 1", site), site),
        _of_output(settings, outputs[0], Verdict.REFUSED),
    )
    yield drawn
    hazards = [output for output in outputs if output.hazardous]
    if hazards:
        ids = tuple(output.id for output in hazards)
        welded = series("roomd_output_verdict", site, verdict=Verdict.WELDED.value, output=ids)
        yield rule(
            settings,
            "output_not_obeying",
            OUTPUT,
            reachable(with_machine(f"max by (site, room, output) ({welded}) == 1", site), site),
            _of_output(settings, hazards[0], Verdict.WELDED),
            priority=Priority.HIGH,
            milder=drawn,
        )


def _of_output(settings: Settings, output: OutputSettings, verdict: Verdict) -> Example:
    site = settings.site.id
    own = {"room": output.room, "output": output.id}
    said = series("roomd_output_verdict", site, **own, verdict=verdict.value)
    machine = machine_labels(settings, output)
    return Example(
        samples=(
            Sample(series=said, well=0.0, ill=1.0),
            *info_samples(settings, _place(output, machine), output),
        ),
        labels={"site": site, **own, **machine, "name": output.name},
    )


def _starts(settings: Settings) -> Iterator[Rule]:
    """Yield one rule for all machines, by how often each may start within an hour."""
    site = settings.site.id
    counted = sorted(
        (output for output in settings.outputs.values() if output.starts_per_hour >= FEWEST),
        key=lambda output: (output.starts_per_hour, output.id),
    )
    tests = []
    for limit, group in groupby(counted, key=lambda output: output.starts_per_hour):
        ids = tuple(output.id for output in group)
        starts = f"changes({series('roomd_output_switchings_total', site, output=ids)}[1h])"
        alerting = standing(settings, "short_cycling", output=ids)
        tests.append(
            f"{starts} >= {limit}\nor\n({starts} >= {limit - 1} and on (site, output) {alerting})"
        )
    if tests:
        yield rule(
            settings,
            "short_cycling",
            OUTPUT,
            with_machine("\nor\n".join(tests), site),
            _cycling(settings, counted[0]),
        )


def _cycling(settings: Settings, output: OutputSettings) -> Example:
    """Return a machine that starts once a minute until its limit, and then no more."""
    kind, limit = settings.alarms.kinds["short_cycling"], output.starts_per_hour
    site, machine = settings.site.id, machine_labels(settings, output)
    own = {"room": output.room, "output": output.id}
    values = " ".join(f"{count}x{STEPS_A_MINUTE - 1}" for count in range(limit))
    after = round((2 * HOUR_S + kind.on_delay_s + kind.off_delay_s) / STEP_S)
    reached, dropped = 60.0 * limit, HOUR_S + 60.0 * 2
    fires, ends = reached + kind.on_delay_s, dropped + kind.off_delay_s
    return Example(
        samples=(
            Sample(
                series=series("roomd_output_switchings_total", site, **own),
                values=f"{values} {limit}x{after}",
            ),
            *info_samples(settings, _place(output, machine), output),
        ),
        labels={"site": site, **own, **machine, "name": output.name},
        checks=((reached - STEP_S, False), (fires, True), (ends - STEP_S, True), (ends, False)),
    )


def _lamps(settings: Settings) -> Iterator[Rule]:
    site = settings.site.id
    for output in settings.outputs.values():
        programmes = [p for p in settings.programmes.values() if p.output == output.id]
        if output.kind is Kind.UV_LAMP and programmes:
            due_s = min(p.lamp_life_s for p in programmes) * settings.alarms.lamp_ratio
            ids = tuple(p.id for p in programmes)
            one = series("roomd_cycle_lamp_seconds", site, programme=ids[0])
            burned = series("roomd_cycle_lamp_seconds", site, programme=ids)
            yield rule(
                settings,
                "lamp_due",
                Subject(
                    who="{name}",
                    id=output.id,
                    labels={
                        "room": output.room,
                        "output": output.id,
                        **machine_labels(settings, output),
                    },
                    words={"name": output.name},
                ),
                f"max by (site) ({burned}) >= {number(due_s)}",
                Example(
                    samples=(Sample(series=one, well=0.0, ill=due_s),),
                    labels={"site": site},
                    value=due_s,
                ),
            )


def _place(output: OutputSettings, machine: dict[str, str]) -> Place:
    return Place(room=output.room, device=machine["device"], bus=machine["bus"])
