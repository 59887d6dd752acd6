"""What every page may use: ports, words, files. One frozen value under one application key."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from daemon.model import SiteInfo
from daemon.ports import Live, Trends

from .assets import Assets
from .i18n import Texts
from .presenters import Presenter
from .settings import Language, PanelSettings

dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


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


CONTEXT = web.AppKey("context", Context)
