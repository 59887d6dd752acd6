"""The current snapshot as JSON text, made once for all who look at the same moment."""

from dataclasses import replace

from .context import Context, dumps
from .frames import FRAMES, Frame
from .moment import Moment
from .nameless import nameless
from .settings import Language
from .tendency import Watch


class Feed:
    """Snapshot views of one panel. Ages are those of the time of asking, to one second.

    People are named only in what is asked for with `named`.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        any_words = next(iter(context.presenters.values()))
        self._tendencies = Watch(any_words.cards, context.live, context.trends, context.monotonic)
        self._made: dict[tuple[Language, Frame, bool], tuple[tuple[int, int], str]] = {}

    @property
    def seq(self) -> int:
        """The number of the newest scan; -1 before the first."""
        snapshot = self._context.live.snapshot
        return -1 if snapshot is None else snapshot.result.seq

    def now(self, language: Language, *, named: bool = False) -> Moment:
        """Return the newest snapshot at this moment."""
        context, ventilation = self._context, self._context.extra.ventilation
        windows = {} if ventilation is None else ventilation.advice()
        presenter, snapshot = context.presenters[language], context.live.snapshot
        shown = snapshot if named else nameless(snapshot)
        moment = presenter.moment(shown, context.monotonic(), windows, self._tendencies.found)
        desk = context.extra.records
        return moment if desk is None else replace(moment, indexed=(desk.standings().as_of,))

    async def refresh(self) -> None:
        """Bring up to date what is not in a snapshot."""
        await self._tendencies.refresh()

    def text(self, language: Language, frame: Frame = Frame.ROOMS, *, named: bool = False) -> str:
        """Return the JSON of the newest snapshot with the `build` of the page that fits it."""
        moment = (self.seq, int(self._context.monotonic()))
        made = self._made.get((language, frame, named))
        if made is None or made[0] != moment:
            view = FRAMES[frame](
                self._context.presenters[language], self.now(language, named=named)
            )
            text = dumps({"build": self._context.build, **view})
            made = self._made[language, frame, named] = (moment, text)
        return made[1]
