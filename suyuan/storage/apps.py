"""Django 应用 — tells Django where the tables live."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """The tables of the platform."""

    name = "suyuan.storage"
    label = "storage"
