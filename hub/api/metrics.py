"""What the hub counts about itself, for Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """The hub's own counters, in a registry of their own.

    Route templates are counted, never paths: a path may hold anything.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "galley_requests",
            "Requests answered, by route template and status.",
            ("route", "status"),
            registry=self._registry,
        )
        self._refusals = Counter(
            "galley_refusals",
            "Requests refused, by error code.",
            ("code",),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "galley_request_seconds",
            "Time from a request to its answer.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        # Looking a labelled child up costs more than counting does.
        self._children: dict[tuple[str, int], Counter] = {}

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count an answer.

        Args:
            route: method and path template.
            status: HTTP status.
            seconds: from the request to the answer.
        """
        child = self._children.get((route, status))
        if child is None:
            child = self._children[route, status] = self._requests.labels(route, str(status))
        child.inc()
        self._seconds.observe(seconds)

    def refused(self, code: str) -> None:
        """Count a refusal."""
        self._refusals.labels(code).inc()

    def gauge(self, name: str, help_text: str, read: Callable[[], float]) -> None:
        """Show a figure that is read whenever somebody asks."""
        Gauge(name, help_text, registry=self._registry).set_function(read)

    def text(self) -> bytes:
        """Write all of it in Prometheus' text format."""
        return generate_latest(self._registry)
