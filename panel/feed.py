"""The current snapshot as JSON text, made once for all who look at the same moment."""

from .context import Context, dumps
from .settings import Language
from .shown import SnapshotView


class Feed:
    """Snapshot views of one panel. Ages are those of the time of asking, to one second."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._made: dict[Language, tuple[tuple[int, int], str]] = {}

    @property
    def seq(self) -> int:
        """The number of the newest scan; -1 before the first."""
        snapshot = self._context.live.snapshot
        return -1 if snapshot is None else snapshot.result.seq

    def view(self, language: Language) -> SnapshotView:
        """Return the newest snapshot in `language`."""
        context = self._context
        return context.presenters[language].view(context.live.snapshot, context.monotonic())

    def text(self, language: Language) -> str:
        """Return the JSON of the newest snapshot with the `build` of the page that fits it."""
        moment = (self.seq, int(self._context.monotonic()))
        made = self._made.get(language)
        if made is None or made[0] != moment:
            shown = {"build": self._context.build, **self.view(language)}
            made = self._made[language] = (moment, dumps(shown))
        return made[1]
