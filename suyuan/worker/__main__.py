"""后台进程 — ``python -m suyuan.worker``: runs the queue until SIGINT or SIGTERM; a running job is finished first."""

import os


def main() -> None:
    """Run the worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyuan.web.settings")
    import django  # noqa: PLC0415 - settings must be named first

    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415 - needs Django's registry

    from suyuan.services.jobs import operations  # noqa: PLC0415 - as above

    operations.revive(at_start=True)
    # Django's own connector cannot listen for new jobs; the one it makes for workers can.
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker:
        worker.run_worker(queues=["filings"], concurrency=1, delete_jobs="successful")


if __name__ == "__main__":
    main()
