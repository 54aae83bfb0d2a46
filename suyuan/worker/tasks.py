"""任务 — what the worker does. Each task can be run twice without harm: a filing's key is its job.

A job that died with its worker is found by its silence and put back; the queue's own locks are not used, for a
lock left by a dead process would hold it for ever.
"""

from procrastinate.contrib.django import app

from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.custody import rematching
from suyuan.services.inspections import plans
from suyuan.services.jobs import operations
from suyuan.services.notices import operations as notices
from suyuan.services.notices import readings

STEPS = 1  # of an examination, before a waiting file has its turn


@app.task(name="file", queue="filings")
def file(job_id: str) -> None:
    """Carry out a filing that was handed to the worker."""
    operations.run(job_id)


@app.periodic(cron="* * * * *")
@app.task(name="revive", queue="filings", queueing_lock="revive")
def revive(timestamp: int) -> None:
    """Put back jobs whose worker died."""
    del timestamp
    operations.revive()


@app.periodic(cron="* * * * * */5")
@app.task(name="examine", queue="filings", queueing_lock="examine")
def examine(timestamp: int) -> None:
    """Judge what was filed since the last round, and what the day has made true; long work lets files pass."""
    del timestamp
    custody.examine(today=clock.today(), at=clock.now(), steps=STEPS)


@app.periodic(cron="30 18 * * *")  # half past two in Beijing
@app.task(name="rematch", queue="filings", queueing_lock="rematch")
def rematch(timestamp: int) -> None:
    """Hold every movement on file against the register of hand-overs."""
    del timestamp
    rematching.rematch(today=clock.today(), at=clock.now())


@app.periodic(cron="*/2 * * * *")
@app.task(name="send_notices", queue="filings", queueing_lock="send_notices")
def send_notices(timestamp: int) -> None:
    """Send due notices to the addresses that their makers gave."""
    del timestamp
    notices.send(at=clock.now())


@app.periodic(cron="10 16 * * *")  # ten past midnight in Beijing
@app.task(name="reveal", queue="filings", queueing_lock="reveal")
def reveal(timestamp: int) -> None:
    """Reveal the seeds of draws whose visits are past."""
    del timestamp
    plans.reveal_past(at=clock.now())


@app.periodic(cron="0 19 * * *")  # three in the morning in Beijing
@app.task(name="age", queue="filings", queueing_lock="age")
def age(timestamp: int) -> None:
    """Make the notices that the age of vehicles makes due."""
    del timestamp
    readings.sweep(today=clock.today(), at=clock.now())
