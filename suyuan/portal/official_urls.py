"""职务与读取记录网址 — the addresses of posts, of the access log, and of erasing a person."""

from allauth.account import views as account
from django.urls import path, re_path
from django.views.generic import RedirectView

from suyuan.portal.views import posts, reads

urlpatterns = [
    path("posts", posts.posts, name="posts"),
    path("posts/<int:post_id>", posts.post, name="post"),
    path("persons/erase", posts.persons_page, name="erase_person"),
    path("access-log", reads.access_log, name="access_log"),
    path("reads", reads.own_reads, name="own_reads"),
    re_path(
        r"^accounts/password/first/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.PasswordResetFromKeyView.as_view(template_name="portal/account/first_password.html"),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/first/done/",
        RedirectView.as_view(pattern_name="account_login"),
        name="account_reset_password_from_key_done",
    ),
]
