"""What all facts come to, kept beside them: each fact changes the rows that it is about.

The same code follows a fact that has just happened and, after damage, all facts from the first.
It gives statements, and runs none: `View` asks for what it needs and is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .checking import CLOSED, DROPPED, OPENED
from .folding import RENAMED, after, joined, place_of, renamed_to
from .model import Fact, Key, Standing, Subject
from .rows import PUT_BOX, PUT_STANDING, Row, ms_of, row_of

Statement = tuple[str, Row]


@dataclass(slots=True, kw_only=True)
class View:
    """Standings as they change; begins with those that the coming facts are about."""

    standings: dict[Key, Standing] = field(default_factory=dict)

    def follow(self, facts: Iterable[Fact]) -> list[Statement]:
        """Return the statements that bring the tables up to date with some facts, in order."""
        done: list[Statement] = []
        for fact in facts:
            subject = fact.change.subject
            if subject is Subject.RECORD:
                done.extend(self._record(fact))
            elif subject is Subject.BOX:
                place = place_of(fact.change.now)
                done.append((PUT_BOX, (fact.change.name, *place.parts[:-1])))
            elif subject is Subject.CHECK:
                done.extend(_check(fact))
        return done

    def _record(self, fact: Fact) -> list[Statement]:
        key = Key(fact.change.source, fact.change.name)
        standing = self.standings.get(key) or Standing(key=key)
        if fact.change.kind != RENAMED:
            self.standings[key] = after(standing, fact)
            return [(PUT_STANDING, row_of(self.standings[key]))]
        new = renamed_to(fact.change)
        self.standings.pop(key, None)
        self.standings[new] = joined(standing, self.standings.get(new) or Standing(key=new))
        return [
            ("DELETE FROM standing WHERE source = ? AND id = ?", key),
            (PUT_STANDING, row_of(self.standings[new])),
            ("DELETE FROM former WHERE source = ? AND id = ?", new),
            (
                "UPDATE former SET new_source = ?, new_id = ? WHERE new_source = ? AND new_id = ?",
                (*new, *key),
            ),
            ("INSERT OR REPLACE INTO former VALUES (?, ?, ?, ?)", (*key, *new)),
        ]


def _check(fact: Fact) -> list[Statement]:
    kind, body = fact.change.kind, fact.change.now
    told: Mapping[str, object] = body if isinstance(body, dict) else {}
    if kind == OPENED:
        sql = "INSERT INTO box_check (id, seq, box, opened_ms, who) VALUES (?, ?, ?, ?, ?)"
        return [(sql, (fact.change.name, fact.seq, told["box"], ms_of(fact.at), fact.who))]
    if kind not in (CLOSED, DROPPED):
        return []
    ended = "dropped" if kind == DROPPED else "passed" if told["passed"] else "failed"
    counts = [_length(told.get(name)) for name in ("missing", "strange", "unread")]
    sql = "UPDATE box_check SET ended_ms = ?, ended_as = ?, missing = ?, strange = ? WHERE id = ?"
    return [(sql, (ms_of(fact.at), ended, counts[0], counts[1] + counts[2], fact.change.name))]


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0
