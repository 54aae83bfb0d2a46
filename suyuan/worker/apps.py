"""Django 应用 — so that the queue finds our tasks."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """The background jobs."""

    name = "suyuan.worker"
    label = "suyuan_worker"
