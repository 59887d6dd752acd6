"""One sample of a room: the means of temperature and humidity over a quarter of an hour or less."""

from collections.abc import Sequence
from statistics import median

# UTC seconds of its start, measured seconds, °C, %RH. A plain tuple: years of them are passed over.
Sample = tuple[int, float, float, float]
# What one sensor measured in the time of the sample: mean, measured share 0..1.
Mean = tuple[float, float]


def sample_of(
    start_s: int, length_s: float, temperatures: Sequence[Mean], humidities: Sequence[Mean]
) -> Sample | None:
    """Return the sample of a room, None where one of the two was not measured.

    A value is the median of the room's sensors, as in a scan; a sensor that measured for less than
    half as long as the others has no voice. Both must be measured: the shorter time counts.
    """
    warm, damp = _median(temperatures), _median(humidities)
    if warm is None or damp is None:
        return None
    return start_s, length_s * min(warm[1], damp[1]), warm[0], damp[0]


def _median(means: Sequence[Mean]) -> Mean | None:
    if len(means) == 1:
        return means[0] if means[0][1] > 0 else None
    longest = max((share for _, share in means), default=0.0)
    if longest <= 0:
        return None
    return median(value for value, share in means if share >= longest / 2), longest
