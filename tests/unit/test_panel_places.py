"""Who gets a place, and how often a line is written about those who get none."""

import pytest

from panel.door import DoorLimits
from panel.places import Places, Shares
from panel.quiet import QUIET_S, Quiet
from panel.settings import StreamLimits

SHARES = Shares(total=10, reserved=2, each=3)


def taken(places: Places, address: str, count: int, *, local: bool = False) -> int:
    return sum(places.take(address, local=local) for _ in range(count))


def test_an_address_gets_its_share_and_no_more() -> None:
    places = Places(SHARES)
    assert taken(places, "10.0.0.1", 5) == 3
    assert taken(places, "10.0.0.2", 5) == 3
    places.give_back("10.0.0.1")
    assert taken(places, "10.0.0.1", 5) == 1


def test_the_last_places_are_for_this_machine() -> None:
    places = Places(SHARES)
    assert sum(taken(places, f"10.0.0.{n}", 3) for n in range(9)) == 8
    assert taken(places, "127.0.0.1", 5, local=True) == 2
    assert places.taken == 10


def test_this_machine_may_take_every_place() -> None:
    places = Places(SHARES)
    assert taken(places, "127.0.0.1", 20, local=True) == 10
    assert not places.take("10.0.0.1", local=False)


def test_a_place_that_was_given_back_is_free_again() -> None:
    places = Places(Shares(total=1, reserved=0, each=1))
    for _ in range(100):
        assert places.take("10.0.0.1", local=False)
        places.give_back("10.0.0.1")
    assert places.taken == 0


@pytest.mark.parametrize(
    ("shares", "total", "reserved", "each"),
    [(StreamLimits().places, 64, 8, 8), (DoorLimits().places, 256, 32, 32)],
)
def test_the_usual_shares_are_as_documented(
    shares: Shares, total: int, reserved: int, each: int
) -> None:
    assert shares == Shares(total=total, reserved=reserved, each=each)


def test_a_kind_of_trouble_is_told_once_in_a_while_with_its_count() -> None:
    quiet = Quiet()
    assert quiet.due("slow", 0.0) == 1
    assert [quiet.due("slow", 1.0 + n / 10) for n in range(50)] == [0] * 50
    assert quiet.due("junk", 2.0) == 1
    assert quiet.due("slow", QUIET_S) == 51
    assert quiet.due("slow", QUIET_S + 1) == 0
