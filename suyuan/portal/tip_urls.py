"""举报网址 — the addresses of tips."""

from django.urls import path

from suyuan.portal.views import tips

urlpatterns = [
    path("tips/new", tips.told, name="tip_new"),
    path("tips/asked", tips.asked, name="tip_asked"),
    path("tips", tips.tips, name="tips"),
    path("tips/<str:number>", tips.tip, name="tip"),
]
