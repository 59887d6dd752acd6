"""Every word and sentence that depends on a value, in English msgids; pure.

`msgid` marks a text for translation, `tr` (a `Translate`) translates it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from daemon.model import Quality, Reading, Why

Translate = Callable[[str], str]

NO_VALUE = "—"
MINUS = "\N{MINUS SIGN}"  # as wide as a digit, a hyphen is not


def msgid(text: str) -> str:
    """Return `text`; marks it for the message catalogue."""
    return text


class State(IntEnum):
    """How a room or the site does, in the order of what needs a person first."""

    GOOD = 0
    WAITING = 1
    ATTENTION = 2
    LOST = 3
    ALARM = 4


STATE_WORDS = {
    State.GOOD: msgid("Readings sound"),
    State.WAITING: msgid("Waiting"),
    State.ATTENTION: msgid("Attention"),
    State.LOST: msgid("No contact"),
    State.ALARM: msgid("Alarm"),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One `Why` for people: a short label, what is the matter, what to do about it."""

    label: str
    sentence: str
    action: str


CAUSES = {
    Why.NONE: Cause(
        msgid("reason unknown"),
        msgid("The value is not trusted, but no reason was given."),
        msgid("Look into the log of roomd."),
    ),
    Why.WAITING_FOR_INITIAL_DATA: Cause(
        msgid("waiting for the first reading"),
        msgid("Nothing has been read yet."),
        msgid("Wait one minute; if nothing comes, check power and wiring of the device."),
    ),
    Why.LAST_USABLE: Cause(
        msgid("last good value"),
        msgid("The newest read failed, so the value before it is shown."),
        msgid("Nothing to do; if it keeps coming back, check the bus wiring."),
    ),
    Why.COMM_FAILURE: Cause(
        msgid("no reply"),
        msgid("The device does not answer."),
        msgid("Check its power, its bus wiring and its unit id."),
    ),
    Why.LINK_DOWN: Cause(
        msgid("bus down"),
        msgid("The whole bus is unusable."),
        msgid("Check the USB adapter, or the gateway and its network cable."),
    ),
    Why.BAD_REPLY: Cause(
        msgid("bad reply"),
        msgid("Something answers, but not to what was asked; the value is not used."),
        msgid("Check wiring and termination, and that no two devices share a unit id."),
    ),
    Why.REFUSED: Cause(
        msgid("request refused"),
        msgid("The device refuses the request."),
        msgid("Check that the configured profile fits the device model."),
    ),
    Why.SENSOR_FAILURE: Cause(
        msgid("sensor fault"),
        msgid("The device says that its sensor has no value."),
        msgid("Check the probe and its plug; replace it if need be."),
    ),
    Why.OUT_OF_RANGE: Cause(
        msgid("out of range"),
        msgid("The value is outside what the sensor can measure and was rejected."),
        msgid("Check the probe and its wiring; replace it if need be."),
    ),
    Why.UNCONFIRMED_JUMP: Cause(
        msgid("jump, not confirmed"),
        msgid("The value changed faster than the sensor can; it is being read again."),
        msgid("Wait; if it stays, look for heat, steam or interference near the probe."),
    ),
    Why.SENSOR_NOT_ACCURATE: Cause(
        msgid("accuracy in doubt"),
        msgid("The value does not move, or is far from its neighbours."),
        msgid("Compare with a reference instrument, then calibrate or replace the sensor."),
    ),
    Why.CALIBRATION_EXPIRED: Cause(
        msgid("calibration overdue"),
        msgid("The sensor works, but its calibration certificate is no longer valid."),
        msgid("Have it calibrated, then enter the new certificate in the register."),
    ),
    Why.CONFIGURATION_ERROR: Cause(
        msgid("wrong device"),
        msgid("Another device answers at this unit id."),
        msgid("Check the unit id and the place of the device, then the configuration."),
    ),
    Why.LOCAL_OVERRIDE: Cause(
        msgid("operated on site"),
        msgid("The device is operated by hand on site."),
        msgid("Ask who works there; switch it back to automatic afterwards."),
    ),
}

BIT_WORDS = {  # quantity -> words for true and false
    "contact": (msgid("closed"), msgid("open")),
    "relay": (msgid("on"), msgid("off")),
}
FLAG_WORDS = (msgid("yes"), msgid("no"))

ZONES = {  # the usual names of zones; others are shown as the configuration has them
    "north": msgid("north"),
    "south": msgid("south"),
    "east": msgid("east"),
    "west": msgid("west"),
    "centre": msgid("centre"),
    "coldest": msgid("coldest wall"),
    "outside": msgid("outside"),
    "rack": msgid("rack"),
    "cabinet": msgid("cabinet"),
    "door": msgid("by the door"),
    "return-air": msgid("return air"),
}

DECIMALS = {"ozone": 2, "mode": 0, "runtime": 0}  # what people can use, not what arrives
USUAL_DECIMALS = 1

DURATIONS = (  # below so many seconds -> seconds per step, words
    (120.0, 1, msgid("{n} s")),
    (7_200.0, 60, msgid("{n} min")),
    (172_800.0, 3_600, msgid("{n} h")),
    (float("inf"), 86_400, msgid("{n} d")),
)


def duration_words(seconds: float, tr: Translate) -> str:
    """Return `seconds` rounded down to a whole step of the fitting unit."""
    step, words = next((step, words) for limit, step, words in DURATIONS if seconds < limit)
    return tr(words).format(n=int(seconds // step))


def age_words(seconds: float, tr: Translate) -> str:
    """Return how long ago something was, given in seconds."""
    if seconds < 1:
        return tr(msgid("just now"))
    return tr(msgid("{duration} ago")).format(duration=duration_words(seconds, tr))


def number_text(value: float, quantity: str) -> str:
    """Return `value` with the decimals that people use for `quantity`; never "-0.0"."""
    decimals = DECIMALS.get(quantity, USUAL_DECIMALS)
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)


def value_text(reading: Reading, quantity: str, tr: Translate) -> str:
    """Return the value in words or digits without unit; a dash while it is BAD."""
    if reading.quality is Quality.BAD or reading.value is None:
        return NO_VALUE
    if isinstance(reading.value, bool):
        yes, no = BIT_WORDS.get(quantity, FLAG_WORDS)
        return tr(yes if reading.value else no)
    return number_text(reading.value, quantity)


def note_words(reading: Reading, t: float, tr: Translate) -> str:
    """Return the age of a reading, with a short reason in front unless it is GOOD."""
    age_s = reading.age_s(t)
    if reading.quality is Quality.GOOD:
        return "" if age_s is None else age_words(age_s, tr)
    label = tr(CAUSES[reading.why].label)
    if age_s is None:
        return label
    age = age_words(age_s, tr)
    if reading.quality is Quality.BAD:
        age = tr(msgid("last good {age}")).format(age=age)
    return f"{label} · {age}"


def reason_words(why: Why, tr: Translate) -> str:
    """Return what is the matter and what to do, as two sentences."""
    cause = CAUSES[why]
    return tr(msgid("{sentence} {action}")).format(
        sentence=tr(cause.sentence), action=tr(cause.action)
    )


def advice(whys: Iterable[Why], tr: Translate) -> str:
    """Return the reasons in their order, each once."""
    return " ".join(reason_words(why, tr) for why in dict.fromkeys(whys))
