"""检查网址 — the addresses of inspections and of their plans."""

from django.urls import path

from suyuan.portal.views import inspections, plans

urlpatterns = [
    path("inspections", inspections.inspections, name="inspections"),
    path("inspections/new", inspections.ordered, name="inspection_new"),
    path("inspections/worker.js", inspections.worker, name="inspection_worker"),
    path("inspections/shut", inspections.shut, name="visit_shut"),
    path("inspections/plans/new", plans.made, name="plan_new"),
    path("inspections/plans/<str:plan_no>", plans.plan, name="plan"),
    path("inspections/plans/<str:plan_no>/material.json", plans.material, name="plan_material"),
    path("inspections/<str:inspection_no>", inspections.inspection, name="inspection"),
    path("inspections/<str:inspection_no>/visit", inspections.visit, name="visit"),
    path("inspections/<str:inspection_no>/record", inspections.record, name="inspection_record"),
    path("inspections/<str:inspection_no>/notice.pdf", inspections.notice, name="inspection_notice"),
    path("inspections/<str:inspection_no>/record.pdf", inspections.minutes, name="inspection_minutes"),
    path("inspections/<str:inspection_no>/files/<str:sha256>", inspections.file, name="inspection_file"),
]
