"""kill -9 at any moment leaves an index whose records are those of its cursor; it goes on."""

import random
from pathlib import Path

from tests.index_worker import killed, problems

from .index_kit import FILE, check, live

KILLS = 12


def test_no_kill_parts_the_index_from_its_cursor(tmp_path: Path) -> None:
    chance = random.Random(5)
    seen = set()
    for _ in range(KILLS):
        seen.add(killed(tmp_path, chance))
        assert problems(tmp_path) == []
        check(tmp_path / FILE)
    assert len(seen) > KILLS // 3
    assert live(tmp_path / FILE)
