"""The shape of a trend as it is sent: the JSON of `/api/v1/chart`."""

from typing import TypedDict


class StripView(TypedDict):
    """The bars of an output or of the doors; `share` in words."""

    id: str
    name: str
    kind: str
    on: str
    unknown: str
    share: str


class MarkView(TypedDict):
    """One thing that happened: UTC seconds, its kind, and in words with its time."""

    t: float
    kind: str
    word: str
    at: str
    text: str


class RowView(TypedDict):
    """One row of the table."""

    at: str
    mean: str
    low: str
    high: str
    measured: str
    source: str


class TrendView(TypedDict):
    """Everything of one trend. `t` are UTC seconds of the middles of the steps.

    `imported` is the share of each step that loggers' files told, 0..1, `origin` says that in
    words, "" where nothing was imported. `when` is the time of a chart that ends before now.
    `band` and `setpoint` are those of now. `summary` says the drawing in words, `untold` what is
    not among `marks` though it may have happened.
    """

    title: str
    quantity: str
    unit: str
    decimals: int
    span: str
    since: float
    until: float
    timezone: str
    refresh_s: int
    t: list[float]
    mean: list[float | None]
    low: list[float | None]
    high: list[float | None]
    measured: list[float]
    imported: list[float]
    origin: str
    when: str
    coverage: str
    band: list[float] | None
    setpoint: float | None
    wanted: str
    summary: str
    strips: list[StripView]
    marks: list[MarkView]
    untold: str
    rows: list[RowView]
