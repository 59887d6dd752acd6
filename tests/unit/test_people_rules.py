"""What is decided about people without looking anything up."""

import base64

import pytest

from daemon.model.people import RefusedError, Role
from daemon.people import totp
from daemon.people.lockout import FORGOTTEN_S, FREE, LONGEST_S, MOST_KEYS, Lockouts, Tries
from daemon.people.scrypt import NOBODY, hashed, is_right
from daemon.people.setup_code import SetupCode
from daemon.people.wishes import key_of, name_of, password_of, pin_of

# RFC 6238, appendix B: SHA-1, eight digits
VECTORS = (
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
)
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(("at_s", "code"), VECTORS)
def test_codes_are_those_of_rfc_6238(at_s: int, code: str) -> None:
    assert totp.code_at(SECRET, at_s // totp.STEP_S, digits=8) == code
    assert totp.matched(SECRET, code[2:], at_s, 0) == at_s // totp.STEP_S


def test_a_code_is_good_one_step_early_or_late_and_once() -> None:
    code = totp.code_at(SECRET, 100)
    for at_s, step in ((99 * 30, 100), (101 * 30 + 29, 100), (98 * 30, None), (102 * 30, None)):
        assert totp.matched(SECRET, code, at_s, 0) == step
    assert totp.matched(SECRET, code, 3000, 100) is None
    assert totp.matched(SECRET, "", 3000, 0) is None


@pytest.mark.parametrize("code", ["\ud800", "\ud80012345", "１２３４５６", "12345\x00", " 12345"])
def test_what_is_no_code_is_a_wrong_one(code: str) -> None:
    assert totp.matched(SECRET, code, 3000, 0) is None


def test_a_new_secret_is_one_and_its_address_says_whose() -> None:
    secret = totp.new_secret()
    assert totp.is_secret(secret)
    assert not totp.is_secret("MZXW6===")
    assert not totp.is_secret("no base32!")
    address = totp.address_of(secret, "张 三", "档案室")
    assert address.startswith("otpauth://totp/%E6%A1%A3")
    assert f"secret={secret}&issuer=" in address


def test_five_tries_are_free_then_waits_double_up_to_an_hour() -> None:
    tries, waits = Tries(), []
    for _ in range(FREE + 9):
        tries = tries.again(0.0)
        waits.append(tries.wait_s(0.0))
    assert waits[:FREE] == [0.0] * (FREE - 1) + [30.0]
    assert waits[FREE:] == [60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3600.0, 3600.0, 3600.0]
    assert Tries(wrong=500).again(0.0).wait_s(0.0) == LONGEST_S
    assert tries.wait_s(3600.0) == 0.0


def test_a_wrong_try_is_forgotten_each_hour() -> None:
    tries = Tries(wrong=9)
    assert tries.again(3 * FORGOTTEN_S).wrong == 7
    assert tries.again(9 * FORGOTTEN_S).wrong == 1
    assert tries.again(99 * FORGOTTEN_S).wrong == 1


def test_who_errs_now_and_then_among_right_tries_is_never_locked_out() -> None:
    locks = Lockouts(free=20)
    for hour in range(24 * 60):
        t = hour * 3600.0
        if hour % 6 == 0:  # four typos a day
            locks = locks.tried("office", t)
        for minute in range(0, 60, 10):
            assert locks.wait_s("office", t + minute * 60.0) == 0.0
            locks = locks.tried("office", t + minute * 60.0).undone("office")


def test_a_right_try_makes_nobody_wait_though_many_were_wrong() -> None:
    locks = Lockouts()
    for _ in range(FREE):
        locks = locks.tried("office", 0.0)
    assert locks.wait_s("office", 0.0) == 30.0
    for n in range(9):
        locks = locks.tried("office", 30.0 + n).undone("office")
        assert locks.wait_s("office", 30.0 + n) == 0.0
    assert locks.tried("office", 40.0).wait_s("office", 40.0) == 60.0  # the wrong ones still count


def test_who_guesses_on_has_one_guess_an_hour_in_the_end() -> None:
    tries, t, days = Tries(), 0.0, 30
    guesses = 0
    while t < days * 86_400.0:
        tries = tries.again(t)
        guesses += 1
        t += tries.wait_s(t)
    assert guesses <= days * 24 + FREE + 8


def test_a_right_try_forgives_its_own_account_and_one_try_of_the_address() -> None:
    locks = Lockouts().tried("a", 0.0).tried("a", 0.0).tried("b", 0.0)
    assert locks.forgiven("a").tries.keys() == {"b"}
    assert locks.undone("a").tries["a"].wrong == 1


def test_a_crowd_of_names_pushes_out_no_lock() -> None:
    locks = Lockouts()
    for _ in range(FREE):
        locks = locks.tried("admin", 0.0)
    locks = Lockouts(tries={**locks.tries, **{str(n): Tries(wrong=1) for n in range(MOST_KEYS)}})
    locks = locks.tried("one more", 1.0)
    assert len(locks.tries) <= MOST_KEYS + 1
    assert locks.wait_s("admin", 1.0) == 29.0


def test_a_password_is_kept_as_something_else_and_known_again() -> None:
    kept = hashed("vier alte Worte")
    assert kept.startswith("scrypt$15$")
    assert hashed("vier alte Worte") != kept
    assert is_right("vier alte Worte", kept)
    assert not is_right("vier alte Wort", kept)
    assert not is_right("", NOBODY)
    with pytest.raises(ValueError, match="no password of ours"):
        is_right("x", "scrypt$40$AAAA$AAAA")


@pytest.mark.parametrize(
    "text", ["short", "x" * 129, "aaaaaaaaaaaa", "abcdefghijklmn", "zhangsan1234"]
)
def test_a_password_that_is_guessed_first_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        password_of(text, "ZhangSan1234")


def test_a_long_password_needs_no_special_letters_and_spaces_stay() -> None:
    assert password_of("四个 词 就 很好 了 吧 呀", "张三") == "四个 词 就 很好 了 吧 呀"


@pytest.mark.parametrize(
    "pin", ["12345", "1234567890123", "12345x", "١٢٣٤٥٦", "111111", "123456", "890123", "654321"]
)
def test_a_pin_that_is_guessed_first_or_none_is_refused(pin: str) -> None:
    with pytest.raises(RefusedError):
        pin_of(pin)


def test_names_are_kept_as_written_and_known_in_every_way_to_write_them() -> None:
    assert name_of("  Zhang   San ") == "Zhang San"
    assert key_of("ＺＨＡＮＧ san") == key_of("zhang  San")
    for wrong in ("", "x" * 41, "a\u202eb", "本机面板 · 张三"):
        with pytest.raises(RefusedError):
            name_of(wrong)


def test_a_setup_code_is_good_until_the_end_however_it_is_written() -> None:
    code = SetupCode()
    assert not code.is_right("")
    text = code.new()
    assert len(text.replace("-", "")) == 16
    assert code.is_right(text.lower().replace("-", " "))
    assert not code.is_right(text[:-1])
    code.end()
    assert not code.is_right(text)


def test_the_roles_stand_in_their_order() -> None:
    assert [role.name for role in sorted(Role)] == [
        "GUEST",
        "VIEWER",
        "OPERATOR",
        "SAFETY",
        "ADMIN",
    ]
