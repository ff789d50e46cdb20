"""Many people's requests at once, by processes that know the run-time login's URL and no other."""

import json
from pathlib import Path

from tests.poolers.plan import WRITTEN
from tests.poolers.tally import Tally
from tests.poolers.visitors import REQUESTS
from tests.rows import model_of
from tests.scratch import start_manage, succeed
from tests.world import OWNER

THREADS = 8
CLINICS = 2
SHOWN = 9


def send(
    plan: Path, url: str, requests: int, processes: int = 1, for_the_session: bool = False
) -> Tally:
    """Send so many requests through the connections that a URL makes, by threads of processes.

    `for_the_session` takes LOCAL out of what sets a person's role and context.
    """
    each = THREADS // processes
    started = [
        start_manage(
            *("shell", "--no-imports", "--command"),
            "from tests.poolers.visitors import serve\n"
            f"serve({str(plan)!r}, {range(first, first + each)}, {requests // THREADS},"
            f" {for_the_session})",
            APP_DATABASE_URL=url,
        )
        for first in range(0, THREADS, each)
    ]
    return sum((Tally.read(json.loads(succeed(process))) for process in started), Tally())


def assert_nothing_crossed(tally: Tally, requests: int) -> None:
    """Hold that everybody got their own rows and nothing else, on connections that others had."""
    for troubles in (tally.crossed, tally.mistaken, tally.failed):
        assert not troubles, troubles[:SHOWN]
    assert tally.requests.total() == requests
    assert tally.requests.keys() == {request.__name__ for request in REQUESTS}
    assert tally.threads == set(range(THREADS))
    assert tally.handovers > requests / 4, tally.handovers
    rows = model_of(WRITTEN)._base_manager.using(OWNER).exclude(visit_reason=None)
    written = set(rows.values_list("clinic_id", "visit_reason"))
    assert len({clinic for clinic, _ in written}) == CLINICS
    assert written == {(clinic, str(clinic)) for clinic, _ in written}, written


def assert_crossed(tally: Tally) -> None:
    """Hold that somebody got rows of others, and was answered as somebody else."""
    assert tally.crossed
    assert tally.mistaken
