"""What machines ask: is the process alive, is it ready, its metrics."""

from aiohttp import web

from daemon.model import Snapshot

from .context import Context, dumps

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METRICS_AGE_S = 1.0  # a scan takes place each second: asking more often brings nothing
SCAN_AGE_S = 10.0
BUS_AGE_S = 30.0


def unready(snapshot: Snapshot | None, t: float) -> list[str]:
    """Return the reasons why the controller can't be relied on at the monotonic time `t`."""
    if snapshot is None:
        return ["no scan yet"]
    reasons = []
    age_s = t - snapshot.result.image.t
    if age_s > SCAN_AGE_S:
        reasons.append(f"last scan {age_s:.0f} s ago")
    for name, bus in snapshot.buses.items():
        if not bus.up:
            reasons.append(f"bus {name} is down: {bus.detail}")
        elif t - bus.progress_t > BUS_AGE_S:
            reasons.append(f"bus {name} has not moved for {t - bus.progress_t:.0f} s")
    return reasons


class Health:
    """The endpoints for the kiosk, the supervisor and Prometheus."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._metrics = b""
        self._metrics_t = float("-inf")

    async def livez(self, _request: web.Request) -> web.Response:
        """Answer: the loop turns."""
        return web.Response(text="ok\n")

    async def readyz(self, _request: web.Request) -> web.Response:
        """Answer 200 when the controller can be relied on, else 503 with the reasons."""
        reasons = unready(self._context.live.snapshot, self._context.monotonic())
        return web.json_response(
            {"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200, dumps=dumps
        )

    async def metrics(self, _request: web.Request) -> web.Response:
        """Answer the metrics, at most one second old."""
        t = self._context.monotonic()
        if t - self._metrics_t > METRICS_AGE_S:
            self._metrics, self._metrics_t = self._context.metrics(), t
        return web.Response(body=self._metrics, headers={"Content-Type": METRICS_TYPE})
