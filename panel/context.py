"""What every page may use: ports, words, files. One frozen value under one application key."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from aiohttp import web

from daemon.commissioning_ports import Commissioning
from daemon.model import SiteInfo
from daemon.ports import AlarmLog, Happenings, Live, People, Reports, Trends, Ventilation
from daemon.record_ports import RecordsDesk

from .address import AT_WALL
from .assets import Assets
from .i18n import Texts
from .local_sessions import LocalSessions
from .presenters import Presenter
from .settings import Language, PanelSettings

dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Ports of what a panel can do without; None where the site has no such part.

    `brief` are the kinds of alarms that can be set aside for half an hour only. `wall` are the
    sessions that the room's own panel has already; `seen` is called whenever that shows that it
    draws.
    """

    alarm_log: AlarmLog | None = None
    happenings: Happenings | None = None
    ventilation: Ventilation | None = None
    reports: Reports | None = None
    people: People | None = None
    records: RecordsDesk | None = None
    commissioning: Commissioning | None = None
    brief: frozenset[str] = frozenset()
    wall: LocalSessions | None = None
    seen: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The parts of the panel. `hosts` are lower-case host names, `monotonic` gives seconds.

    `build` changes when configuration, templates or files change: an open page then reloads.
    """

    settings: PanelSettings
    site: SiteInfo
    live: Live
    trends: Trends
    metrics: Callable[[], bytes]
    monotonic: Callable[[], float]
    texts: Mapping[Language, Texts]
    presenters: Mapping[Language, Presenter]
    assets: Assets
    build: str
    hosts: frozenset[str]
    extra: Extra = field(default_factory=Extra)

    def wall_inch(self, request: web.Request) -> float | None:
        """Return the diagonal of the room's own panel where that asks, else None."""
        return self.settings.diagonal_inch if request.get(AT_WALL, False) else None


CONTEXT = web.AppKey("context", Context)
