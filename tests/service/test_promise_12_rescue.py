"""P12: a job whose worker was killed is finished by another within half a minute.

That it is, with one effect, stands in `test_jobs.py` (each lane), `test_worker.py` (rounds) and
`test_faults_rescue.py` (files and webhooks).
"""

from __future__ import annotations

from service.worker import DEAD_AFTER_SECONDS, POLL_SECONDS, RESCUE_SECONDS

PROMISED_SECONDS = 30


def test_what_a_rescue_waits_for_at_most_is_less_than_promised() -> None:
    assert DEAD_AFTER_SECONDS + RESCUE_SECONDS + POLL_SECONDS < PROMISED_SECONDS
