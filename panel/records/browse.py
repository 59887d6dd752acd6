"""The trees of the records as people see them: names, counts, bars, and where each leads; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel.words import Translate, msgid
from records_sync.index.browse import Axis, Node

from .links import BROWSE, link, of_search, of_year

AXES: Mapping[Axis, str] = {
    Axis.TIME: msgid("By time"),
    Axis.OFFICE: msgid("By office"),
    Axis.INSTITUTION: msgid("By institution"),
    Axis.UNIT: msgid("By unit"),
}
NAMELESS: Mapping[Axis, str] = {
    Axis.TIME: msgid("(no year given)"),
    Axis.OFFICE: msgid("(no office given)"),
    Axis.INSTITUTION: msgid("(no unit given)"),
    Axis.UNIT: msgid("(no unit given)"),
}
FILTERS: Mapping[Axis, str] = {Axis.OFFICE: "org", Axis.INSTITUTION: "unit", Axis.UNIT: "unit"}
NO_MONTH = msgid("(no month given)")
NOTHING: Mapping[Axis, str] = {
    Axis.INSTITUTION: msgid(
        "No institution yet: they are known from the summary figures of the units, once the main "
        "system exports these."
    ),
}
USUAL_NOTHING = msgid("Nothing yet: sync a source, or import a file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One node: `share` of the largest (0 to 1), where it opens and where its records are.

    An address is "" where there is none.
    """

    name: str
    count: int
    share: float
    former_names: tuple[str, ...]
    opens: str
    records: str


def branches(nodes: Sequence[Node], axis: Axis, under: str, tr: Translate) -> tuple[Branch, ...]:
    """Return the nodes of a tree, or those under the node with the key `under`."""
    most = max((node.count for node in nodes), default=1) or 1
    return tuple(
        Branch(
            name=_name(node, axis, under, tr),
            count=node.count,
            share=node.count / most,
            former_names=node.former_names,
            opens=link(BROWSE, axis=axis.value, under=node.key) if node.key and not under else "",
            records=of_search(_filters(node, axis, under)),
        )
        for node in nodes
    )


def nothing(axis: Axis, tr: Translate) -> str:
    """Return why a tree is empty, and what to do."""
    return tr(NOTHING.get(axis, USUAL_NOTHING))


def _name(node: Node, axis: Axis, under: str, tr: Translate) -> str:
    if under and axis is Axis.TIME:
        month = tr(msgid("month {month}"))
        return month.format(month=int(node.name)) if node.name else tr(NO_MONTH)
    if under or axis is Axis.TIME:
        year = tr(msgid("year {year}"))
        return year.format(year=node.name) if node.name else tr(NAMELESS[Axis.TIME])
    return node.name or tr(NAMELESS[axis])


def _filters(node: Node, axis: Axis, under: str) -> Mapping[str, object]:
    """Return how the search asks for the records of a node: a unit by its name of today."""
    filters: dict[str, object] = {}
    if node.query.years:
        filters |= of_year(node.query.years[0])
    if node.query.month is not None:
        filters["month"] = node.query.month
    if axis in FILTERS:
        filters[FILTERS[axis]] = under or node.name
    return filters
