"""The weather file is what its script makes, and a plausible summer of the middle Yangtze."""

from statistics import mean

from tests.scenario import make_weather
from tests.scenario.make_weather import summer


def test_the_file_is_what_the_script_makes() -> None:
    assert make_weather.FILE.read_text(encoding="utf-8") == make_weather.text()


def test_july_is_hot_and_damp() -> None:
    july = [air for at, air in summer() if at.month == 7]
    hottest = [max(a.temperature_c for a in july[n : n + 24]) for n in range(0, len(july), 24)]
    assert 26 <= mean(a.temperature_c for a in july) <= 30
    assert 35 <= max(hottest) <= 40
    assert 70 <= mean(a.humidity_pct for a in july) <= 85
    assert max(a.humidity_pct for a in july) <= 100
