"""谁可以看、可以做 — who may see and do what; the one place of every rule of it.

    acts     who may do what: a table
    viewer   who is asking
    sight    who may see which thing: a table of relations
    fields   which field of a thing somebody may see: a table of masks

A rule that stands in a page, a query or a template instead of here is a mistake.

Source: Articles 4, 24, 27-30 of the Measures.
"""

from suyuan.domain.access.acts import ACTS, Act, Part, Post
from suyuan.domain.access.fields import Field, Relation, Thing
from suyuan.domain.access.viewer import Page, Viewer
from suyuan.law.departments import Department

__all__ = ["ACTS", "Act", "Department", "Field", "Page", "Part", "Post", "Relation", "Thing", "Viewer"]
