"""Buses, searches and registers as people see them (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TypedDict

from daemon.fieldbus_ports import (
    DecodedPoint,
    FoundUnit,
    ProbeEnd,
    ProbeRun,
    ProfileFacts,
    RegistersRead,
    Unread,
    UnreadError,
)
from panel.reader import Reader
from panel.shown import WordView, word
from panel.words import BIT_WORDS, FLAG_WORDS, NO_VALUE, State, duration_words, msgid

from .fieldbus_words import (
    ENDS,
    EXCEPTIONS,
    FAULTS,
    LEFT,
    OTHER_EXCEPTION,
    SPACES,
    UNREAD,
    WAITS,
)
from .registers_view import Word, place, words_of


class ProfileView(TypedDict):
    """One device model; `hint` says what it could switch, "" where it only measures."""

    id: str
    title: str
    hint: str


class FoundView(TypedDict):
    """What answers at one unit id; `profiles` fit it equally well, `is_new` is yes or no."""

    unit_id: int
    word: WordView
    text: str
    device: str
    is_new: str
    profiles: list[ProfileView]


class RunView(TypedDict):
    """One search; `running` is yes or no, `share` the percentage that is done."""

    bus: str
    running: str
    word: WordView
    text: str
    detail: str
    first: int
    last: int
    done: int
    total: int
    share: int
    found: list[FoundView]


class PointView(TypedDict):
    """What the profile makes of some registers; `state` is good or attention."""

    tag: str
    title: str
    place: str
    text: str
    unit: str
    value: float | bool | None
    fault: str
    state: str


class BitView(TypedDict):
    """One bit as it was read."""

    address: int
    place: str
    on: bool
    text: str


class ReadView(TypedDict):
    """What one unit answered: `words` or `bits`, and beside them what its profile says."""

    bus: str
    unit_id: int
    space: str
    space_text: str
    address: int
    count: int
    device: str
    words: list[dict[str, object]]
    bits: list[BitView]
    points: list[PointView]


def run_view(run: ProbeRun, profiles: Mapping[str, ProfileFacts], reader: Reader) -> RunView:
    """Return one search."""
    state, title, sentence = ENDS[run.end]
    tr, running = reader.tr, run.end is ProbeEnd.RUNNING
    text = tr(sentence).format(done=run.done, total=run.total, found=len(run.found))
    if running and run.waits:
        text = f"{text} {tr(WAITS)}"
    elif running and run.left_s is not None:
        left = tr(LEFT).format(duration=duration_words(run.left_s, tr))
        text = f"{text} \N{MIDDLE DOT} {left}"
    return RunView(
        bus=run.bus,
        running="yes" if running else "no",
        word=word(state, tr(title)),
        text=text,
        detail=run.detail,
        first=run.first,
        last=run.last,
        done=run.done,
        total=run.total,
        share=round(100 * run.done / run.total),
        found=[found_view(unit, profiles, reader) for unit in run.found],
    )


def found_view(unit: FoundUnit, profiles: Mapping[str, ProfileFacts], reader: Reader) -> FoundView:
    """Return what answers at one unit id."""
    fits = [profile_view(profiles[name], reader) for name in unit.profiles if name in profiles]
    state, text = _found_words(unit, len(fits))
    return FoundView(
        unit_id=unit.unit_id,
        word=word(state, reader.tr(text)),
        text=" / ".join(fit["title"] for fit in fits),
        device=unit.device,
        is_new="no" if unit.device else "yes",
        profiles=fits,
    )


def _found_words(unit: FoundUnit, fits: int) -> tuple[State, str]:
    if unit.device and unit.online:
        return State.GOOD, msgid("configured, answers")
    if unit.device and not fits:
        return State.LOST, msgid("configured, does not answer its polls")
    if unit.device:
        return State.ATTENTION, msgid("configured as another model than the one that answers")
    if not fits:
        return State.ATTENTION, msgid("answers, but no profile knows it")
    if fits > 1:
        return State.WAITING, msgid("new: one of these; look at the device to decide")
    return State.WAITING, msgid("new")


def profile_view(profile: ProfileFacts, reader: Reader) -> ProfileView:
    """Return one device model."""
    title = profile.title[reader.language]
    hint = reader.tr(
        msgid(
            "It can switch {tags}. Outputs are not made by themselves: write an [[output]] for each"
            " one that is wired."
        )
    ).format(tags=", ".join(profile.writable))
    return ProfileView(id=profile.id, title=title, hint=hint if profile.writable else "")


def read_view(read: RegistersRead, quantities: Mapping[str, str], reader: Reader) -> ReadView:
    """Return what a unit answered; `quantities` are those of its points, by tag."""
    asked = read.asked
    is_bits = asked.space.is_bits
    words: Sequence[Word] = () if is_bits else words_of(asked.address, read.words)
    return ReadView(
        bus=asked.bus,
        unit_id=asked.unit_id,
        space=asked.space.value,
        space_text=reader.tr(SPACES[asked.space]),
        address=asked.address,
        count=asked.count,
        device=read.device,
        words=[asdict(each) for each in words],
        bits=[
            BitView(
                address=asked.address + n,
                place=place(asked.address + n),
                on=bool(bit),
                text="1" if bit else "0",
            )
            for n, bit in enumerate(read.words)
        ]
        if is_bits
        else [],
        points=[_point_view(point, quantities.get(point.tag, ""), reader) for point in read.points],
    )


def _point_view(point: DecodedPoint, quantity: str, reader: Reader) -> PointView:
    if point.fault:
        text = reader.tr(FAULTS[point.fault])
    elif isinstance(point.value, bool):
        text = reader.tr(BIT_WORDS.get(quantity, FLAG_WORDS)[not point.value])
    else:
        text = NO_VALUE if point.value is None else f"{point.value:g}"
    return PointView(
        tag=point.tag,
        title=point.title[reader.language],
        place=place(point.address),
        text=text,
        unit=point.unit if not point.fault else "",
        value=point.value,
        fault=point.fault,
        state="attention" if point.fault else "good",
    )


def unread_sentence(error: UnreadError) -> tuple[str, dict[str, object]]:
    """Return the msgid of why registers were not read, with what fills it."""
    if error.why is not Unread.REFUSED:
        return UNREAD[error.why], {}
    return EXCEPTIONS.get(error.code, OTHER_EXCEPTION), {"code": error.code}
