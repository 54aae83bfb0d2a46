"""案件网址 — the addresses of cases."""

from django.urls import path

from suyuan.portal.views import cases, signals

urlpatterns = [
    path("signals", signals.signals, name="signals"),
    path("parties/<str:uscc>/sheet", signals.sheet, name="sheet"),
    path("cases", cases.cases, name="cases"),
    path("cases/new", cases.opened, name="case_open"),
    path("cases/<str:case_no>", cases.case, name="case"),
    path("cases/<str:case_no>/files/<int:place>", cases.case_file, name="case_file"),
]
