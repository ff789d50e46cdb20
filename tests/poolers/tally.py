"""What came of many requests."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, NamedTuple


class Glimpse(NamedTuple):
    """When a process of the server answered which thread, for somebody in which clinic."""

    process: int
    at: float
    thread: int
    clinic: str


@dataclass
class Tally:
    """Rows and roles that were not the asker's, what else went wrong, and how the pooler pooled."""

    requests: Counter[str] = field(default_factory=Counter)
    crossed: list[str] = field(default_factory=list)
    """Answers that held rows of others."""
    mistaken: list[str] = field(default_factory=list)
    """Answers as somebody else."""
    failed: list[str] = field(default_factory=list)
    glimpses: list[Glimpse] = field(default_factory=list)
    kept_plans: int = 0
    """The most often that a statement of an earlier request ran by one plan for all parameters."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.requests + other.requests,
            self.crossed + other.crossed,
            self.mistaken + other.mistaken,
            self.failed + other.failed,
            self.glimpses + other.glimpses,
            max(self.kept_plans, other.kept_plans),
        )

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Tally":
        """Make it of what another process told."""
        glimpses = [Glimpse(*glimpse) for glimpse in told["glimpses"]]
        return cls(**told | {"requests": Counter(told["requests"]), "glimpses": glimpses})

    @property
    def processes(self) -> set[int]:
        """Give the processes of the server that answered."""
        return {glimpse.process for glimpse in self.glimpses}

    @property
    def threads(self) -> set[int]:
        """Give the threads that were answered."""
        return {glimpse.thread for glimpse in self.glimpses}

    @property
    def handovers(self) -> int:
        """Count how often a process of the server answered for another clinic than just before."""
        by_process = groupby(sorted(self.glimpses), key=lambda glimpse: glimpse.process)
        return sum(
            before.clinic != after.clinic
            for _, glimpses in by_process
            for before, after in pairwise(glimpses)
        )
