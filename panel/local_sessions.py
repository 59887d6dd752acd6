"""What the room's own panel keeps when the site ends and begins again within the program."""

from collections import deque

from .page_token import Tokens

MOST_SESSIONS = 4


class LocalSessions:
    """The sessions of the room's own panel: in memory, so the end of the program ends them all.

    The pages that stand open there go on with the tokens that they have.
    """

    def __init__(self) -> None:
        self.open: deque[str] = deque(maxlen=MOST_SESSIONS)
        self.tokens = Tokens()
