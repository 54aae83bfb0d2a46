"""网址 — the addresses of the pages."""

from django.urls import include, path

from suyuan.portal.views import batteries, file, filings, findings, flows, handovers, home, jobs, public

urlpatterns = [
    path("", public.front, name="front"),
    path("rules", public.rules, name="rules"),
    path("duties/<str:duty_id>", public.duty, name="duty"),
    path("lookup", public.lookup, name="lookup"),
    path("healthz", public.healthz, name="healthz"),
    path("home", home.home, name="home"),
    path("due", home.due, name="due"),
    path("file", file.choose, name="file"),
    path("file/<str:duty_id>", file.duty, name="file_duty"),
    path("file/<str:duty_id>/template.xlsx", file.template, name="template"),
    path("jobs/<str:job_id>", jobs.job, name="job"),
    path("jobs/<str:job_id>/answer", jobs.answer, name="answer_job"),
    path("jobs/<str:job_id>/file", jobs.document, name="job_file"),
    path("filings", filings.filings, name="filings"),
    path("filings/<str:receipt>.pdf", filings.pdf, name="receipt_pdf"),
    path("filings/<str:receipt>/fix.xlsx", filings.marked, name="marked"),
    path("filings/<str:receipt>/cancel", filings.cancel, name="cancel"),
    path("filings/<str:receipt>", filings.receipt, name="receipt"),
    path("batteries", batteries.batteries, name="batteries"),
    path("batteries/<str:code>", batteries.battery, name="battery"),
    path("vehicles/<str:vin>", batteries.vehicle, name="vehicle"),
    path("flows", flows.flows, name="flows"),
    path("handovers", handovers.handovers, name="handovers"),
    path("handovers/answer", handovers.answer, name="handover_answer"),
    path("handovers/same", handovers.same, name="handover_same"),
    path("findings", findings.findings, name="findings"),
    path("findings/<str:finding_id>", findings.finding, name="finding"),
    path("", include("suyuan.portal.account_urls")),
    path("", include("suyuan.portal.firm_urls")),
    path("", include("suyuan.portal.machine_urls")),
    path("", include("suyuan.portal.official_urls")),
]
