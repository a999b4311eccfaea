"""Metrics for ``/metrics``: lateness, queues, outcomes; never content."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The metrics, in a registry of their own, so that several instances can live in one
    process.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.lateness = Histogram(
            "concord_due_lateness_seconds",
            "How long after its due time something was done.",
            buckets=(1, 2, 5, 10, 30, 60, 300, 3600, 86400),
            registry=self.registry,
        )
        self.deliveries = Counter(
            "concord_deliveries_total",
            "Attempts to deliver, by queue and by how they ended.",
            ("queue", "state"),
            registry=self.registry,
        )
        self.alarms = Counter(
            "concord_alarms_total",
            "Alarms for the operator, by code.",
            ("code",),
            registry=self.registry,
        )
        self.ticks = Counter("concord_ticks_total", "Looks at what is due.", registry=self.registry)
        self.tick_age = Gauge(
            "concord_tick_age_seconds",
            "Seconds since the last complete look at what is due.",
            registry=self.registry,
        )
        self.waiting_queues = Gauge(
            "concord_queues_waiting", "Queues in which something waits.", registry=self.registry
        )

        self.unowned = Gauge(
            "concord_unowned_stages",
            "Places of stages that nobody who can be messaged owns, as of last night.",
            ("partnership",),
            registry=self.registry,
        )
        self.unreachable = Gauge(
            "concord_unreachable_people",
            "People who would be asked first and cannot be messaged, as of last night.",
            ("partnership",),
            registry=self.registry,
        )

    def observe(self, partnership: str, unowned: int, unreachable: int) -> None:
        """Set the nightly findings for a partnership."""
        self.unowned.labels(partnership).set(unowned)
        self.unreachable.labels(partnership).set(unreachable)

    def page(self) -> bytes:
        """Return the text that Prometheus scrapes."""
        return generate_latest(self.registry)
