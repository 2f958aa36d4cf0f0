"""What another system of the same wire, RestAI, took for the same work.

It was run on 30 November 2026 from its commit c1029cc with PostgreSQL and Redis on loopback, in
turns with a hub of Galley (b365b2e) on the same machine: two shared x86-64 cores with other work
beside it (load 1 to 5). Figures of another day or machine say little by themselves, so the hub's of
that run stand beside them, and only their ratio is worth a look. Where that run gave a range, its
middle stands here.
"""

from typing import NamedTuple

RUN = "30 November 2026, 2 shared x86-64 cores, load 1 to 5"


class Elsewhere(NamedTuple):
    """One figure of that run.

    Attributes:
        letter: of the benchmark that measures the same of a hub.
        what: it is, as that benchmark names it.
        theirs: what RestAI took.
        ours: what the hub took beside it.
    """

    letter: str
    what: str
    theirs: float
    ours: float

    def text(self) -> str:
        """Write it in one line."""
        return (
            f"RestAI then: {self.theirs:,g} beside {self.ours:,g} of a hub, "
            f"{self.ours / self.theirs:.2f} ({RUN})"
        )


FIGURES = (
    Elsewhere("a", "durable PATCH, 32 connections", 369, 3_041),
    Elsewhere("a", "processor time of a PATCH, 32 connections", 2_944, 247),
    Elsewhere("b", "GET of 25 orders, 32 connections", 202, 11_992),
    Elsewhere("b", "processor time of a GET, 32 connections", 6_163, 62),
    Elsewhere("c", "50 sockets: the last has it, p50", 7.11, 3.69),
    Elsewhere("c", "50 sockets: the last has it, p99", 28.0, 9.3),
    Elsewhere("c", "200 sockets: the last has it, p50", 7.25, 9.79),
    Elsewhere("c", "200 sockets: the last has it, p99", 17.8, 28.1),
    Elsewhere("m", "a press, p50", 5.62, 0.80),
    Elsewhere("m", "a press, p99", 35.7, 8.3),
    Elsewhere("q", "durable POST of four lines, 32 connections", 278, 2_162),
)
