"""A sync that is killed in the middle leaves an index that agrees with its cursor, and goes on."""

from pathlib import Path

from tests.bench.records_kill import killed
from tests.records_sync_worker import KINDS

KILLS = 12


def test_a_killed_sync_leaves_index_and_cursor_agreed_and_goes_on(tmp_path: Path) -> None:
    outcome = killed(tmp_path, KILLS, seed=7)
    assert outcome.wrong == []
    assert set(outcome.kills) == set(KINDS)
    assert outcome.resumed > 0
    assert outcome.ended >= len(KINDS)
