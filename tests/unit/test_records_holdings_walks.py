"""Whatever people do, no record is lost, none has two places, and all that happened is told."""

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
)

from records_sync.holdings.acts import (
    Act,
    CloseCheck,
    DropCheck,
    Lend,
    Move,
    MoveBox,
    OpenCheck,
    Rename,
    Scan,
    See,
    SetStatus,
    TakeBack,
)
from records_sync.holdings.codes import record_code
from records_sync.holdings.folding import status_of
from records_sync.holdings.model import NOWHERE, Done, Key, Outcome, Place, Status
from records_sync.holdings.reading import HoldingsReader
from records_sync.holdings.store import Holdings
from records_sync.holdings.transitions import NEXT, OUT_OF_THE_HOUSE

from .records_holdings_kit import TODAY, Hands, folded, site, stored

KEYS = [Key("files", str(n)) for n in range(4)]
BOXES = ["1", "2"]
SHELVES = [Place(room="stack-1", rack="1"), Place(room="stack-2", rack="2", shelf="3")]
some_keys = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).map(tuple)
places = st.sampled_from([*SHELVES, *(Place(box=box) for box in BOXES)])


class Staff(RuleBasedStateMachine):
    """Two people, four records, two boxes, and a process that is restarted now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.hands = Hands()
        self.touched: set[Key] = set()
        self.renamed = 0
        self.last: Act | None = None
        self.open()

    def open(self) -> None:
        self.entered = site(self.folder, self.hands)
        self.holdings, self.reader = self.loop.run_until_complete(self.entered.__aenter__())

    def close(self) -> None:
        self.loop.run_until_complete(self.entered.__aexit__(None, None, None))

    def teardown(self) -> None:
        self.close()
        self.loop.close()
        shutil.rmtree(self.folder)

    def do(self, act: Act) -> Outcome:
        self.hands.later(minutes=7)
        self.last = act
        outcome = self.loop.run_until_complete(self.holdings.do(act))
        if isinstance(outcome, Done):
            self.touched |= {
                Key(c.source, c.name) for c in outcome.changes if c.subject == "record"
            }
        return outcome

    holdings: Holdings
    reader: HoldingsReader
    checks = Bundle("checks")

    @rule(keys=some_keys, to=places)
    def move(self, keys: tuple[Key, ...], to: Place) -> None:
        self.do(Move(id=self.hands.id, who="甲", keys=keys, to=to))

    @rule(box=st.sampled_from(BOXES), to=st.sampled_from(SHELVES))
    def move_box(self, box: str, to: Place) -> None:
        self.do(MoveBox(id=self.hands.id, who="甲", box=box, to=to))

    @rule(keys=some_keys, days=st.integers(-1, 3))
    def lend(self, keys: tuple[Key, ...], days: int) -> None:
        until = TODAY + timedelta(days=days)
        self.do(Lend(id=self.hands.id, who="乙", keys=keys, unit="财政局", until=until))

    @rule(keys=some_keys)
    def take_back(self, keys: tuple[Key, ...]) -> None:
        self.do(TakeBack(id=self.hands.id, who="乙", keys=keys))

    @rule(keys=some_keys, status=st.sampled_from(Status), why=st.sampled_from(["", "批文1号"]))
    def set_status(self, keys: tuple[Key, ...], status: Status, why: str) -> None:
        self.do(SetStatus(id=self.hands.id, who="甲", keys=keys, status=status, why=why))

    @rule(keys=some_keys, at=st.sampled_from([NOWHERE, *SHELVES]))
    def see(self, keys: tuple[Key, ...], at: Place) -> None:
        self.do(See(id=self.hands.id, who="乙", keys=keys, at=at))

    @rule(key=st.sampled_from(KEYS))
    def rename(self, key: Key) -> None:
        self.renamed += 1
        new = Key("files", f"ref:{self.renamed}")
        self.do(Rename(id=self.hands.id, who="同步", old=key, new=new))

    @rule(target=checks, box=st.sampled_from(BOXES))
    def open_check(self, box: str) -> str:
        id_ = self.hands.id
        self.do(OpenCheck(id=id_, who="甲", box=box))
        return id_

    @rule(check=checks, key=st.sampled_from(KEYS))
    def scan(self, check: str, key: Key) -> None:
        self.do(Scan(id=self.hands.id, who="甲", check=check, text=record_code(key)))

    @rule(check=consumes(checks), drop=st.booleans())
    def end_check(self, check: str, drop: bool) -> None:
        kind = DropCheck if drop else CloseCheck
        self.do(kind(id=self.hands.id, who="甲", check=check))

    @rule()
    def ask_again(self) -> None:
        if self.last:
            before = len(stored(self.folder)[0])
            outcome = self.loop.run_until_complete(self.holdings.do(self.last))
            if isinstance(outcome, Done):
                assert not outcome.changes or len(stored(self.folder)[0]) > before

    @rule()
    def restart(self) -> None:
        self.close()
        self.open()

    @invariant()
    def nothing_is_lost_and_nothing_is_twice(self) -> None:
        facts, standings = stored(self.folder)
        assert folded(facts) == standings
        ask = self.reader.standings(self.touched)
        told = self.loop.run_until_complete(ask)
        assert set(told) == self.touched
        for standing in standings.values():
            place = standing.place
            assert place == NOWHERE or bool(place.box) != bool(place.room)
            if standing.status in OUT_OF_THE_HOUSE:
                assert place == NOWHERE
            assert (standing.status is Status.LENT) == (standing.loan is not None)
        for fact in facts:
            if fact.change.kind == "status":
                was, now = status_of(fact.change.was)[0], status_of(fact.change.now)[0]
                assert now is not None
                assert now in NEXT[was] or now is was

    @invariant()
    def the_present_is_the_end_of_the_past(self) -> None:
        now = self.hands.now + timedelta(minutes=1)
        for key, standing in stored(self.folder)[1].items():
            trace = self.loop.run_until_complete(self.reader.whereabouts(key))
            place, away = trace.at(now)
            told = self.loop.run_until_complete(self.reader.standings([key]))[key]
            assert away or place == told.place
            assert away in (None, standing.status)


Staff.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_no_sequence_loses_a_record_or_leaves_two_places = Staff.TestCase
