"""The tables of the ORM peer."""

from django.db import models


class Party(models.Model):
    """A firm."""

    name = models.CharField(max_length=100)
    region_code = models.CharField(max_length=6)


class Specification(models.Model):
    """A product."""

    prefix = models.CharField(max_length=7, unique=True)
    maker = models.ForeignKey(Party, on_delete=models.PROTECT)
    capacity_mah = models.IntegerField()
    voltage_mv = models.IntegerField()
    mass_g = models.IntegerField()
    composition = models.JSONField()


class Pack(models.Model):
    """A pack with its identity."""

    code = models.CharField(max_length=24, unique=True)
    specification = models.ForeignKey(Specification, on_delete=models.PROTECT)
    made_date = models.DateField()
    issued_at = models.DateTimeField()
    log_index = models.IntegerField()


class Module(models.Model):
    """A module of a pack."""

    code = models.CharField(max_length=24, unique=True)
    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="modules")


class Cell(models.Model):
    """A cell of a module."""

    code = models.CharField(max_length=24, unique=True)
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="cells")


class Event(models.Model):
    """What happened to a pack."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    vin = models.CharField(max_length=17)
    body = models.JSONField()


class Log(models.Model):
    """How far the public log is."""

    origin = models.CharField(max_length=100)
    size = models.IntegerField()
