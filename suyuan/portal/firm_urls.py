"""主体网址 — the addresses of registration, of the firm's own pages and of the operator's desk."""

from django.urls import path

from suyuan.portal.views import firm, notices, outlets, register, register_desk, techinfo

urlpatterns = [
    path("register", register.register, name="register"),
    path("register/<str:secret>", register.registration, name="registration"),
    path("firm", firm.firm, name="firm"),
    path("firm/change", firm.change, name="firm_change"),
    path("firm/permits", firm.permits, name="permits"),
    path("firm/sites", firm.sites, name="sites"),
    path("firm/sites/new", firm.site, name="site_new"),
    path("firm/sites/<int:site_id>", firm.site, name="site"),
    path("firm/notices", notices.notices, name="notices"),
    path("firm/notices/<int:handing_id>", notices.handing, name="handing"),
    path("firm/manuals", techinfo.manuals, name="manuals"),
    path("firm/outlets/<path:outlet_no>", outlets.own, name="own_outlet"),
    path("permits/<int:permit_id>", register_desk.permit, name="permit"),
    path("permits/<int:permit_id>/proof", firm.proof, name="permit_proof"),
    path("applications", register_desk.applications_page, name="applications"),
    path("applications/<int:application_id>", register_desk.application, name="application"),
    path(
        "applications/<int:application_id>/proofs/<str:kind>",
        register_desk.application_proof,
        name="application_proof",
    ),
    path("parties", register_desk.parties, name="parties"),
    path("parties/<str:uscc>", register_desk.party, name="party"),
    path("parties/<str:uscc>/state", register_desk.party_state, name="party_state"),
    path("parties/<str:uscc>/succession", register_desk.succession, name="succession"),
]
