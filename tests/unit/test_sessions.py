"""How long a session and a PIN last, on a clock that nobody can set."""

import pytest

from daemon.model.people import Person, Pin, Role
from panel.people.sessions import IDLE_S, LONGEST_S, MOST, MOST_OF_PERSON, Sessions
from panel.people.wall import LONGEST_S as LONGEST_PIN_S
from panel.people.wall import UNLOCKED_S, Wall

PIN = Pin(name="anne", stamp="1")
ANNE = Person(name="anne", role=Role.VIEWER, stamp=1)


def opened(sessions: Sessions, t: float, person: Person = ANNE) -> str:
    return sessions.open(person, "10.0.0.5", t, secure=False)


def test_a_session_ends_after_a_quarter_of_an_hour_without_use() -> None:
    sessions = Sessions()
    token = opened(sessions, 0.0)
    assert sessions.find(token, IDLE_S - 1, secure=False) is not None
    sessions.use(token, IDLE_S - 1, secure=False)
    assert sessions.find(token, 2 * IDLE_S - 2, secure=False) is not None
    assert sessions.find(token, 2 * IDLE_S - 1, secure=False) is None
    assert sessions.find(token, 0.0, secure=False) is None  # for ever


def test_a_session_that_is_used_ends_after_twelve_hours() -> None:
    sessions = Sessions()
    token = opened(sessions, 0.0)
    for t in range(0, int(LONGEST_S), 600):
        sessions.use(token, float(t), secure=False)
        assert sessions.find(token, float(t), secure=False) is not None
    assert sessions.find(token, LONGEST_S, secure=False) is None


@pytest.mark.parametrize(("t", "secure"), [(IDLE_S, False), (IDLE_S - 1, True)])
def test_a_session_that_is_over_or_not_found_is_not_used(t: float, secure: bool) -> None:
    sessions = Sessions()
    token = opened(sessions, 0.0)
    sessions.use(token, t, secure=secure)
    assert sessions.find(token, IDLE_S, secure=False) is None


def test_what_is_kept_opens_nothing() -> None:
    sessions = Sessions()
    token = opened(sessions, 0.0)
    (session,) = sessions.standing(0.0)
    assert token not in repr(vars(sessions))
    for text in (session.id, "", token[:-1], token + "x"):
        assert sessions.find(text, 0.0, secure=False) is None


def test_a_session_of_tls_is_not_found_by_a_plain_cookie() -> None:
    sessions = Sessions()
    token = sessions.open(ANNE, "", 0.0, secure=True)
    assert sessions.find(token, 0.0, secure=False) is None
    assert sessions.find(token, 0.0, secure=True) is not None


def test_the_oldest_give_way() -> None:
    sessions = Sessions()
    own = [opened(sessions, float(n)) for n in range(MOST_OF_PERSON + 1)]
    assert sessions.find(own[0], 9.0, secure=False) is None
    assert len(sessions.standing(9.0)) == MOST_OF_PERSON
    for n in range(MOST):
        opened(sessions, 10.0 + n, Person(name=f"p{n}", role=Role.VIEWER))
    assert len(sessions.standing(99.0)) == MOST
    assert all(one.name != "anne" for one in sessions.standing(99.0))


def test_all_sessions_of_a_person_end_at_once() -> None:
    sessions = Sessions()
    tokens = [opened(sessions, 0.0) for _ in range(3)]
    other = opened(sessions, 0.0, Person(name="bob", role=Role.VIEWER))
    assert sessions.end_of("anne") == 3
    assert [sessions.find(token, 0.0, secure=False) for token in tokens] == [None] * 3
    assert sessions.find(other, 0.0, secure=False) is not None


@pytest.mark.parametrize("acts", [0, 3])
def test_a_pin_counts_a_minute_from_the_last_act(acts: int) -> None:
    wall = Wall()
    wall.unlock("kiosk", PIN, 0.0)
    for n in range(acts):
        wall.use("kiosk", (n + 1) * 59.0)
    last = acts * 59.0
    assert wall.find("kiosk", last + UNLOCKED_S - 1) is not None
    assert wall.find("other", last) is None
    assert wall.find("kiosk", last + UNLOCKED_S) is None
    wall.use("kiosk", last + UNLOCKED_S)
    assert wall.find("kiosk", last + UNLOCKED_S) is None


def test_a_pin_that_is_used_is_asked_for_again_after_a_quarter_of_an_hour() -> None:
    wall, t = Wall(), 0.0
    wall.unlock("kiosk", PIN, t)
    while t < LONGEST_PIN_S:
        assert wall.find("kiosk", t) is not None
        wall.use("kiosk", t)
        t += UNLOCKED_S / 2
    assert wall.find("kiosk", t) is None
