"""Whatever happens in whatever order: no alarm is lost, and none is set aside by nobody."""

from dataclasses import replace

from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from daemon.control.alarms.acts import STEPS
from daemon.control.alarms.machine import Step
from daemon.model import SHOWN, AlarmState, Condition, Priority, Verb
from tests.alarm_site import KINDS, SITE, Alarms, condition, kind

BUS = "bus_down:b"
DEVICE = "device_silent:d"
PARENTS = {
    BUS: (),
    DEVICE: (BUS,),
    "sensor_stale:s": (DEVICE,),
    "sensor_stale:on-bus": (BUS,),
    "fire:r": (),
    "water_leak:r": ("fire:r",),
    "humidity_high:r": ("humidity_low:r",),
    "humidity_low:r": ("humidity_high:r",),
    **{f"sensor_stale:more-{n}": () for n in range(14)},
}
FLOOD = f"alarm_flood:{SITE}"
PLAIN = {
    **KINDS,
    "water_leak": kind("water_leak", on_s=3.0, off_s=0.0),
    "sensor_stale": kind("sensor_stale", Priority.LOW, off_s=300.0),
}
KEY = st.sampled_from([*PARENTS, FLOOD])
SAYS = st.sampled_from([True, True, True, False, None])
COMES = (Step.RAISE, Step.UNSUPPRESS)


class Walk(RuleBasedStateMachine):
    """A site whose conditions come and go while people act and the program restarts."""

    @initialize()
    def begin(self) -> None:
        self.site = Alarms(kinds=PLAIN)
        self.says: dict[str, bool | None] = dict.fromkeys(PARENTS, False)
        self.holds_t: dict[str, float] = {}  # since when a condition holds, doubt included
        self.not_denied_t: dict[str, float] = {}  # the same, and in doubt before it held
        self.unseen: set[str] = set()  # shown, and no person did anything about it yet
        self.look(0.0)

    def conditions(self) -> list[Condition]:
        return [condition(key, self.says[key], parents=PARENTS[key]) for key in PARENTS]

    def look(self, after_s: float) -> None:
        under, rows = {alarm.key: alarm.under for alarm in self.site.alarms}, len(self.site.rows)
        self.site.look(*self.conditions(), after_s=after_s)
        for key, says in self.says.items():
            if says is False:
                self.not_denied_t.pop(key, None)
            else:
                self.not_denied_t.setdefault(key, self.site.t)
        for row in self.site.rows[rows:]:
            if row.body["to"] == AlarmState.UNACKNOWLEDGED and row.body["step"] in COMES:
                self.waited(row.subject, under.get(row.subject, ""))
        for key, says in self.says.items():
            if says:
                self.holds_t.setdefault(key, self.site.t)
            elif says is False:
                self.holds_t.pop(key, None)
        states = {alarm.key: alarm.state for alarm in self.site.alarms}
        aside = {AlarmState.SUPPRESSED}
        self.unseen = {key for key in self.unseen if states.get(key) not in aside}
        assert self.unseen <= {
            key
            for key, state in states.items()
            if state in (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED)
        }
        self.unseen |= {
            key
            for key, state in states.items()
            if state in (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED)
        }

    def waited(self, key: str, under: str) -> None:
        """Whatever is shown held for its on-delay without a break; a flood only buried it."""
        if FLOOD not in (key, under):
            assert self.site.t - self.not_denied_t[key] >= PLAIN[key.partition(":")[0]].on_delay_s

    @rule(key=st.sampled_from([*PARENTS]), says=SAYS)
    def one_changes(self, key: str, says: bool | None) -> None:
        self.says[key] = says
        self.look(1.0)

    @rule(says=SAYS)
    def many_change(self, says: bool | None) -> None:
        self.says |= dict.fromkeys((key for key in PARENTS if "more" in key), says)
        self.look(1.0)

    @rule(out=st.booleans(), for_s=st.sampled_from([1.0, 20.0]))
    def a_cable_is_out_or_in(self, out: bool, for_s: float) -> None:
        self.says |= dict.fromkeys((BUS, DEVICE, "sensor_stale:s", "sensor_stale:on-bus"), out)
        self.look(1.0)
        self.look(for_s)

    @rule(after_s=st.sampled_from([0.0, 1.0, 1.0, 20.0, 700.0, 9000.0]))
    def time_passes(self, after_s: float) -> None:
        self.look(after_s)

    @rule(verb=st.sampled_from(sorted(STEPS)), key=KEY, for_s=st.sampled_from([None, 60.0, 900.0]))
    def somebody_acts(self, verb: Verb, key: str, for_s: float | None) -> None:
        if not self.site.ask(verb, key, for_s=for_s):
            self.unseen.discard(key)
        self.look(0.0)

    @rule(shift_s=st.sampled_from([None, -500.0, 4000.0]))
    def the_program_restarts(self, shift_s: float | None) -> None:
        self.site.restart(shift_s)
        self.not_denied_t = {key: t + (shift_s or 0.0) for key, t in self.not_denied_t.items()}
        if shift_s is not None:  # delays begin anew; what stands stands
            standing = {key for key, kept in self.site.memory.kept.items() if kept.alarm.active}
            self.holds_t = dict.fromkeys(standing & set(self.holds_t), float("-inf"))
        self.look(1.0)

    @invariant()
    def what_holds_is_listed_once(self) -> None:
        keys = [alarm.key for alarm in self.site.alarms]
        assert len(keys) == len(set(keys))
        for key, since in self.holds_t.items():
            due_s = PLAIN[key.partition(":")[0]].on_delay_s
            if self.says[key] and self.site.t - since >= due_s:
                alarm = self.site.listed(key)
                assert alarm.active
                assert alarm.state not in (AlarmState.NORMAL, AlarmState.LATCHED)

    @invariant()
    def what_is_not_shown_has_an_owner(self) -> None:
        for alarm in self.site.alarms:
            match alarm.state:
                case AlarmState.SHELVED:
                    assert alarm.who
                    assert alarm.why
                    assert alarm.until is not None
                    assert alarm.until > self.site.t
                case AlarmState.OUT_OF_SERVICE:
                    assert alarm.who
                    assert alarm.why
                case AlarmState.SUPPRESSED:
                    assert alarm.active
                    above = self.site.of(alarm.under)
                    stands = above is not None and above.active
                    comes = self.says.get(alarm.under) is True
                    goes = self.says[alarm.key] is False  # its off-delay runs
                    assert stands or comes or goes or alarm.until is not None
                case _:
                    assert alarm.state in SHOWN
                    assert alarm.under == ""

    @invariant()
    def the_memory_is_bounded(self) -> None:
        assert len(self.site.memory.kept) <= len(PARENTS) + 1
        assert len(self.site.memory.recent) <= 100

    @invariant()
    def a_second_look_changes_nothing(self) -> None:
        before, rows = self.site.memory, len(self.site.rows)
        self.site.look(*self.conditions())
        assert replace(self.site.memory, t=before.t) == before
        assert len(self.site.rows) == rows

    @invariant()
    def no_one_else_explains_itself(self) -> None:
        under = {alarm.key: alarm.under for alarm in self.site.alarms if alarm.under}
        for start, above in under.items():
            key, seen = above, {start}
            while key in under:
                assert key not in seen
                seen.add(key)
                key = under[key]


Walk.TestCase.settings = examples(max_examples=150, stateful_step_count=40, deadline=None)
TestAlarmWalks = Walk.TestCase
