"""What the hub counts about itself, for Prometheus."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


def _ignore(_route: str, _code: str) -> None:
    pass


class Metrics(Collector):
    """The hub's own counters, in a registry of their own.

    Route templates are counted, never paths: a path may hold anything. Counting happens with every
    request and is kept to plain additions; the work is left to whoever asks for the figures.

    Attributes:
        on_refused: told the route and the code of each request that is refused.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests: Counter[tuple[str, int]] = Counter()
        self._refusals: Counter[str] = Counter()
        self._turned_away: Counter[str] = Counter()
        self._sockets_closed: Counter[int] = Counter()
        self._buckets = [0] * (len(_SECONDS) + 1)
        self._seconds = 0.0
        self.on_refused: Callable[[str, str], None] = _ignore
        self._registry.register(self)

    def count_answer(self, route: str, status: int, seconds: float) -> None:
        """Count an answer.

        Args:
            route: method and path template.
            status: HTTP status.
            seconds: from the request to the answer.
        """
        self._requests[route, status] += 1
        self._buckets[bisect_left(_SECONDS, seconds)] += 1
        self._seconds += seconds

    def count_refusal(self, code: str) -> None:
        """Count a refusal."""
        self._refusals[code] += 1

    def count_rejection(self, reason: str) -> None:
        """Count a connection that was closed because of a limit, before or between requests."""
        self._turned_away[reason] += 1

    def count_close(self, code: int) -> None:
        """Count a WebSocket that the hub closed, by its close code."""
        self._sockets_closed[code] += 1

    def gauge(self, name: str, help_text: str, read: Callable[[], float]) -> None:
        """Show a figure that is read whenever somebody asks."""
        Gauge(name, help_text, registry=self._registry).set_function(read)

    def text(self) -> bytes:
        """Write all of it in Prometheus' text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Hand the counters to the registry."""
        requests = CounterMetricFamily(
            "galley_requests",
            "Requests answered, by route template and status.",
            labels=("route", "status"),
        )
        for (route, status), count in self._requests.items():
            requests.add_metric((route, str(status)), count)
        yield requests
        refusals = CounterMetricFamily(
            "galley_refusals", "Requests refused, by error code.", labels=("code",)
        )
        for code, count in self._refusals.items():
            refusals.add_metric((code,), count)
        yield refusals
        turned_away = CounterMetricFamily(
            "galley_turned_away", "Connections closed because of a limit.", labels=("reason",)
        )
        for reason, count in self._turned_away.items():
            turned_away.add_metric((reason,), count)
        yield turned_away
        closed = CounterMetricFamily(
            "galley_sockets_closed", "WebSockets that the hub closed, by code.", labels=("code",)
        )
        for closing, count in self._sockets_closed.items():
            closed.add_metric((str(int(closing)),), count)
        yield closed
        yield HistogramMetricFamily(
            "galley_request_seconds",
            "Time from a request to its answer.",
            buckets=self._cumulative(),
            sum_value=self._seconds,
        )

    def _cumulative(self) -> list[tuple[str, float]]:
        buckets: list[tuple[str, float]] = []
        total = 0
        for bound, count in zip((*map(str, _SECONDS), "+Inf"), self._buckets, strict=True):
            total += count
            buckets.append((bound, total))
        return buckets
