"""Who wins: the ladder of ranks, and OFF between equals."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.control.claims import default, ranked
from daemon.model import Claim, Rank, reason


def claim(on: bool, rank: Rank, owner: str = "x") -> Claim:
    return Claim(output="dry", on=on, rank=rank, owner=owner, reason=reason("default_off"))


CLAIMS = st.builds(claim, st.booleans(), st.sampled_from(Rank))


def test_the_ladder_is_that_of_the_contract() -> None:
    names = [rank.name for rank in sorted(Rank, reverse=True)]
    assert names == ["INTERLOCK", "LOCAL_STOP", "GUARD", "HAND", "RULE", "DEFAULT"]


@pytest.mark.parametrize(
    ("strong", "weak"), tuple(itertools.combinations(sorted(Rank, reverse=True), 2))
)
@pytest.mark.parametrize("on", [True, False])
def test_the_stronger_rank_wins(strong: Rank, weak: Rank, on: bool) -> None:
    assert ranked([claim(not on, weak), claim(on, strong)])[0] == claim(on, strong)


@pytest.mark.parametrize("rank", list(Rank))
def test_between_equals_off_wins(rank: Rank) -> None:
    assert not ranked([claim(True, rank), claim(False, rank)])[0].on


@given(st.lists(CLAIMS, min_size=1))
def test_losers_are_kept_and_the_order_of_asking_does_not_matter(claims: list[Claim]) -> None:
    found = ranked(claims)
    assert sorted(map(repr, found)) == sorted(map(repr, claims))
    assert found[0].on is ranked(reversed(claims))[0].on
    strongest = max(claim.rank for claim in claims)
    assert found[0].on is all(claim.on for claim in claims if claim.rank is strongest)


def test_by_default_an_output_is_off() -> None:
    found = default("dry")
    assert (found.output, found.on, found.rank) == ("dry", False, Rank.DEFAULT)
    assert (found.owner, found.reason) == ("default", reason("default_off"))
