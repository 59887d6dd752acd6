"""The state machine of an alarm as text for `docs/`, made from its tables (`daemon.diagrams`)."""

from collections.abc import Mapping

from daemon.control.alarms.machine import NEVER, REFUSED, TABLE, Step
from daemon.model import AlarmState
from daemon.model.sentences import SENTENCES
from daemon.model.sentences.kinds import ALARM_STATE_WORDS

STATES: Mapping[AlarmState, str] = {
    state: f"{ALARM_STATE_WORDS[state].zh} {state.value}" for state in AlarmState
}
STEPS: Mapping[Step, str] = {
    Step.RAISE: "its condition held for the on-delay",
    Step.RETURN: "its condition was gone for the off-delay",
    Step.WORSEN: "its priority rose above that of the last call",
    Step.ACKNOWLEDGE: "a person says that they know",
    Step.RESET: "a person at the room's panel says that all is well",
    Step.SHELVE: "a person sets it aside until a time, with a reason",
    Step.UNSHELVE: "a person takes it off the shelf",
    Step.EXPIRE: "the time on the shelf is over",
    Step.SUPPRESS: "a graver alarm explains it, or a flood buries it",
    Step.UNSUPPRESS: "nothing explains it any more",
    Step.OUT_OF_SERVICE: "a person takes it out of service, with a reason",
    Step.IN_SERVICE: "a person puts it back into service",
    Step.END: "what it is about is no longer part of the site",
}
GIVEN: Mapping[str, str] = {
    "": "",
    "active": "its condition holds",
    "latches": "its kind latches, and it came",
}


def diagram() -> str:
    """Return the transitions as a Mermaid state diagram, one arrow for each pair of states."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{words}" as {state.value}' for state, words in STATES.items()]
    lines.append(f"    [*] --> {AlarmState.NORMAL.value}")
    arrows: dict[tuple[AlarmState, AlarmState], list[str]] = {}
    for row in TABLE:
        if row.step is not Step.END:  # from everywhere to normal: it would hide the rest
            given = f" [{row.given}]" if row.given else ""
            arrows.setdefault((row.state, row.to), []).append(row.step.value + given)
    lines += [f"    {a.value} --> {b.value} : {', '.join(w)}" for (a, b), w in arrows.items()]
    return "\n".join([*lines, "```"])


def transitions() -> str:
    """Return the transitions as a table, in the order in which they are looked at."""
    lines = ["| state | step | given | to |", "|---|---|---|---|"]
    lines += [
        f"| {STATES[row.state]} | `{row.step.value}`: {STEPS[row.step]} | {GIVEN[row.given]} | "
        f"{STATES[row.to]} |"
        for row in TABLE
    ]
    return "\n".join(lines)


def refusals() -> str:
    """Return what else is asked or could be: the sentence, or that it never comes to that."""
    lines = ["| step | state | 提示 | what is said |", "|---|---|---|---|"]
    for step, answers in REFUSED.items():
        for code in dict.fromkeys(answers[state] for state in AlarmState if state in answers):
            said = ", ".join(f"`{s.value}`" for s in AlarmState if answers.get(s) == code)
            lines.append(
                f"| `{step.value}` | {said} | {SENTENCES[code].zh} | {SENTENCES[code].en} |"
            )
    for step, states in NEVER.items():
        never = ", ".join(f"`{s.value}`" for s in AlarmState if s in states)
        lines.append(f"| `{step.value}` | {never} | | never comes to that |")
    return "\n".join(lines)
