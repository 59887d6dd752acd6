"""The alarm catalogue: every kind of trouble that is told, how grave and how patient it is.

No alarm without an action: what it means, what usually is behind it and what to do now stand in
`daemon.model.sentences.alarms`. A priority says how soon somebody has to come: HIGH now, because
people or records are in danger; MEDIUM within the hour; LOW today. What threatens is said in the
words of the profession (八防: fire, water, damp, heat, mould, harmful gas, theft ...).
"""

from collections.abc import Mapping

from daemon.model import AlarmKind, Priority

MINUTE_S = 60.0

_Row = tuple[str, Priority, float, float, str]

_ROWS: tuple[_Row, ...] = (  # code, priority, on-delay s, off-delay s, hazard
    ("temperature_high", Priority.MEDIUM, 15 * MINUTE_S, 10 * MINUTE_S, "heat"),
    ("temperature_low", Priority.LOW, 15 * MINUTE_S, 10 * MINUTE_S, "cold"),
    ("humidity_high", Priority.MEDIUM, 15 * MINUTE_S, 10 * MINUTE_S, "damp"),
    ("humidity_low", Priority.LOW, 15 * MINUTE_S, 10 * MINUTE_S, "dryness"),
    ("swing_temperature", Priority.LOW, 10 * MINUTE_S, 10 * MINUTE_S, "climate"),
    ("swing_humidity", Priority.LOW, 10 * MINUTE_S, 10 * MINUTE_S, "climate"),
    ("drift_temperature", Priority.LOW, 60 * MINUTE_S, 60 * MINUTE_S, "climate"),
    ("drift_humidity", Priority.LOW, 60 * MINUTE_S, 60 * MINUTE_S, "climate"),
    ("dew_point_near_surface", Priority.MEDIUM, 10 * MINUTE_S, 10 * MINUTE_S, "damp"),
    ("mould_risk", Priority.MEDIUM, 60 * MINUTE_S, 60 * MINUTE_S, "mould"),
    ("sensor_stale", Priority.LOW, 2 * MINUTE_S, MINUTE_S, "measurement"),
    ("sensor_stuck", Priority.LOW, 0.0, 5 * MINUTE_S, "measurement"),
    ("sensors_disagree", Priority.LOW, 0.0, 5 * MINUTE_S, "measurement"),
    ("calibration_expired", Priority.LOW, MINUTE_S, MINUTE_S, "measurement"),
    ("bus_down", Priority.MEDIUM, 15.0, 30.0, "equipment"),
    ("device_silent", Priority.MEDIUM, MINUTE_S, 30.0, "equipment"),
    ("output_without_effect", Priority.MEDIUM, 0.0, MINUTE_S, "equipment"),
    ("output_not_obeying", Priority.MEDIUM, 15.0, 15.0, "equipment"),
    ("short_cycling", Priority.LOW, 0.0, 5 * MINUTE_S, "equipment"),
    ("filter_due", Priority.LOW, MINUTE_S, MINUTE_S, "dust"),
    ("tank_full", Priority.MEDIUM, MINUTE_S, MINUTE_S, "damp"),
    ("lamp_due", Priority.LOW, MINUTE_S, MINUTE_S, "equipment"),
    ("sterilisation_overrun", Priority.HIGH, 2.0, 5.0, "light"),
    ("sterilisation_locked_out", Priority.MEDIUM, 5.0, 5.0, "gas"),
    ("ozone_high", Priority.HIGH, 5.0, MINUTE_S, "gas"),
    ("water_leak", Priority.HIGH, 2.0, 10.0, "water"),
    ("fire", Priority.HIGH, 0.0, 5.0, "fire"),
    ("door_open", Priority.MEDIUM, 10 * MINUTE_S, 10.0, "theft"),
    ("clock_untrusted", Priority.LOW, 15 * MINUTE_S, MINUTE_S, "system"),
    ("ledger_unwritable", Priority.MEDIUM, 30.0, MINUTE_S, "system"),
    ("disk_low", Priority.LOW, 5 * MINUTE_S, 5 * MINUTE_S, "system"),
    ("backup_unset", Priority.LOW, 15 * MINUTE_S, 0.0, "system"),
    ("backup_stale", Priority.LOW, MINUTE_S, 0.0, "system"),
    ("monitor_only", Priority.MEDIUM, 0.0, 0.0, "system"),
    ("service_down", Priority.LOW, 5 * MINUTE_S, MINUTE_S, "system"),
    ("sync_stale", Priority.LOW, 10 * MINUTE_S, MINUTE_S, "records"),
    ("mass_delete_held", Priority.LOW, 0.0, 0.0, "records"),
    ("record_missing", Priority.MEDIUM, 0.0, 0.0, "records"),
    ("record_overdue", Priority.LOW, 0.0, 0.0, "records"),
    ("panel_not_seen", Priority.LOW, MINUTE_S, 30.0, "system"),
    ("alarm_flood", Priority.MEDIUM, 0.0, 5 * MINUTE_S, "system"),
)
LATCHING = frozenset({"sterilisation_overrun", "water_leak", "fire"})
"""They stay after their condition is gone: somebody has to look at the room and say so."""

CATALOGUE: Mapping[str, AlarmKind] = {
    code: AlarmKind(
        code=code,
        priority=priority,
        on_delay_s=on_delay_s,
        off_delay_s=off_delay_s,
        latches=code in LATCHING,
        hazard=hazard,
    )
    for code, priority, on_delay_s, off_delay_s, hazard in _ROWS
}
