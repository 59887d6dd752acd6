"""Who wins: the strongest claim on each output, the losers kept in order."""

from collections.abc import Iterable

from daemon.model import Claim, Rank, reason

from .settings import OutputSettings


def ranked(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims of one output, the strongest first; between equals OFF goes first."""
    return tuple(sorted(claims, key=lambda claim: (-claim.rank, claim.on)))


def default(output: OutputSettings) -> Claim:
    """Return the claim that holds when nobody wants anything: off."""
    return Claim(
        output=output.id,
        on=False,
        rank=Rank.DEFAULT,
        owner="default",
        reason=reason("default_off"),
    )
