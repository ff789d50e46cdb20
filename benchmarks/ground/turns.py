"""Time several ways of doing one thing side by side: what disturbs one disturbs the others."""

import math
import time
from collections.abc import Callable, Mapping

FEWEST = 3
"""How many rounds there are however long they take."""


def in_turns(
    ways: Mapping[str, Callable[[], object]], rounds: int, seconds: float = math.inf
) -> dict[str, list[float]]:
    """Do each way once a round, and give the seconds that each took.

    Every other round goes backwards. After `seconds` no new round begins.
    """
    times: dict[str, list[float]] = {way: [] for way in ways}
    order, began = list(ways.items()), time.perf_counter()
    for done in range(rounds):
        if done >= FEWEST and time.perf_counter() - began > seconds:
            break
        for way, do in order:
            started = time.perf_counter()
            do()
            times[way].append(time.perf_counter() - started)
        order.reverse()
    return times
