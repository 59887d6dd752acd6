"""The text of a profile: what is accepted, and what is refused with the key that is wrong."""

import re
from pathlib import Path

import pytest

from drivers.catalog import parse_profile, site_profiles

ROOT = Path(__file__).parents[2]
VALID = """
id = "test-device"
title = { zh = "测试", en = "Test" }
source = "the manual of the test device"
[[identity]]
space = "input"
address = 1
[[point]]
tag = "temperature"
quantity = "temperature"
title = { zh = "温度", en = "Temperature" }
space = "input"
address = 1
encoding = "int16"
low = -30
high = 70
[[point]]
tag = "relay"
quantity = "relay"
title = { zh = "继电器", en = "Relay" }
space = "coil"
address = 0
encoding = "bit"
[[write]]
tag = "relay"
space = "coil"
address = 0
encoding = "bit"
values = [0, 1]
verify = "relay"
dead_man = { address = 0x200, unit_s = 0.1, period_s = 3.0, renew_s = 1.0 }
"""


def test_the_smallest_profile_is_accepted() -> None:
    profile = parse_profile(VALID)
    assert (profile.verified, profile.serial.baudrate, profile.occupancy) == (
        False,
        9600,
        None,
    )
    assert list(profile.points) == ["temperature", "relay"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "test-device"', 'id = "Test Device"', "id"),
        ('id = "test-device"', 'id = "test-device"\ncolour = "red"', "colour"),
        ('source = "the manual of the test device"', 'source = "me"', "source"),
        ('source = "the manual of the test device"', "", "source"),
        ('zh = "测试", en = "Test"', 'en = "Test"', "title.zh"),
        ('source = "the', 'serial = { baudrate = 9601 }\nsource = "the', "serial.baudrate"),
        ('source = "the', 'max_registers = 126\nsource = "the', "max_registers"),
        ('source = "the', 'worst_latency_s = nan\nsource = "the', "worst_latency_s"),
        ('[[identity]]\nspace = "input"\naddress = 1', "", "identity"),
        ('[[identity]]\nspace = "input"', '[[identity]]\nspace = "inputs"', "identity.0.space"),
        (
            '[[identity]]\nspace = "input"',
            '[[identity]]\nequals = 3\nequals_unit_id = true\nspace = "input"',
            "equals_unit_id",
        ),
        ('tag = "temperature"', 'tag = "Temperature"', "point.0.tag"),
        ('tag = "temperature"', 'tag = "relay"', "same tag"),
        ('quantity = "temperature"', 'quantity = "warmth"', "point.0.quantity"),
        ('encoding = "int16"', 'encoding = "int8"', "point.0.encoding"),
        ('encoding = "int16"', 'encoding = "bit"', "encoding bit does not fit space input"),
        ('encoding = "int16"', 'encoding = "flag"', "flag needs it"),
        ('encoding = "int16"', 'encoding = "int16"\nbit = 3', "bit belongs"),
        ('encoding = "int16"', 'encoding = "int16"\nscale = 0', "point.0.scale"),
        ('encoding = "int16"', 'encoding = "int16"\nsentinels = [-32768]', "sentinels"),
        ("address = 1\nencoding", "address = 0x10000\nencoding", "point.0.address"),
        (
            'address = 1\nencoding = "int16"',
            'address = 0xFFFF\nencoding = "int32"',
            "past address 0xFFFF",
        ),
        ("low = -30", "low = 80", "low 80.0 is not below high 70.0"),
        ("low = -30", "", "low and high"),
        ("low = -30", "low = -inf", "point.0.low"),
        ('verify = "relay"', 'verify = "lamp"', "verify names no point: lamp"),
        ("values = [0, 1]", "", "values"),
        ("values = [0, 1]", "values = [1, 2]", "dead_man needs values = [0, 1]"),
        ("values = [0, 1]", "low = 0\nhigh = 1", "dead_man needs values = [0, 1]"),
        ("renew_s = 1.0", "renew_s = 1.6", "renew_s"),
        ("unit_s = 0.1, period_s = 3.0", "unit_s = 0.1, period_s = 7000.0", "period_s"),
        (
            'source = "the',
            'forbidden = [{ space = "input", address = 0, count = 2 }]\nsource = "the',
            "point temperature lies in a forbidden range",
        ),
        ('tag = "temperature"', 'repeat = 65\ntag = "temperature_{n}"', "repeat = 65"),
        ('tag = "temperature"', 'repeat = 2\ntag = "temperature"', "same tag"),
    ],
)
def test_a_bad_profile_is_refused_by_key(old: str, new: str, key: str) -> None:
    assert old in VALID
    with pytest.raises(ValueError, match=re.escape(key)):
        parse_profile(VALID.replace(old, new, 1))


def test_a_hazard_without_a_timer_is_refused() -> None:
    text = VALID.replace('source = "the', 'occupancy = "forbidden"\nsource = "the')
    assert parse_profile(text).occupancy == "forbidden"
    with pytest.raises(ValueError, match="write relay: occupancy = forbidden needs dead_man"):
        parse_profile(re.sub(r"dead_man = .*", "", text))


def test_two_writes_of_one_tag_are_refused() -> None:
    write = VALID[VALID.index("[[write]]") :]
    with pytest.raises(ValueError, match="two writes have the same tag"):
        parse_profile(VALID + write)


def test_a_timer_belongs_to_a_coil() -> None:
    head, write = VALID.split("[[write]]")
    holding = write.replace('"coil"', '"holding"').replace('"bit"', '"uint16"')
    with pytest.raises(ValueError, match="dead_man is a timer of coils"):
        parse_profile(f"{head}[[write]]{holding}")


def test_broken_toml_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse_profile('id = "x"\nsource "y"')


def test_repeat_counts_from_one_and_moves_every_address() -> None:
    text = VALID.replace('tag = "relay"', 'repeat = 3\ntag = "relay_{n}"').replace(
        'verify = "relay"', 'verify = "relay_{n}"'
    )
    profile = parse_profile(
        text.replace('zh = "继电器", en = "Relay"', 'zh = "{n} 路", en = "No. {n}"')
    )
    third = profile.points["relay_3"]
    assert (third.address, third.title.zh, third.title.en) == (2, "3 路", "No. 3")
    write = profile.write[2]
    assert (write.tag, write.verify, write.address) == ("relay_3", "relay_3", 2)
    assert write.dead_man is not None
    assert write.dead_man.address == 0x202


def test_a_site_adds_its_own_profiles(tmp_path: Path) -> None:
    template = (ROOT / "drivers/profiles/constant-humidity-template.toml").read_text("utf-8")
    mine = template.replace('id = "constant-humidity-template"', 'id = "our-machine"')
    (tmp_path / "our-machine.toml").write_text(mine, encoding="utf-8")
    assert set(site_profiles(tmp_path)) == {"our-machine"}
    assert site_profiles(tmp_path / "missing") == {}


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(VALID, encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.toml: another file has the id test-device"):
        site_profiles(tmp_path)
