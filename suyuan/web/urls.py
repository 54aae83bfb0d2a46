"""网址总表 — all addresses of the server: pages, REST, language, and the pages of failure."""

from django.urls import include, path

from suyuan.api.routes import api

urlpatterns = [
    path("api/v1/", api.urls),  # first: its requests are the many
    path("", include("suyuan.portal.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler400 = "suyuan.portal.views.failures.bad_request"
handler403 = "suyuan.portal.views.failures.forbidden"
handler404 = "suyuan.portal.views.failures.not_found"
handler500 = "suyuan.portal.views.failures.broken"
