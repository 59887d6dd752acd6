"""Who wins: the strongest claim on each output, the losers kept in order."""

from collections.abc import Iterable

from daemon.model import Claim, Rank, reason


def ranked(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims of one output, the strongest first; between equals OFF goes first."""
    return tuple(sorted(claims, key=lambda claim: (-claim.rank, claim.on)))


def default(output: str) -> Claim:
    """Return the claim that holds when nobody wants anything: off."""
    return Claim(
        output=output,
        on=False,
        rank=Rank.DEFAULT,
        owner="default",
        reason=reason("default_off"),
    )
