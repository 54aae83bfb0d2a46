"""账户网址 — the addresses of sign-in, second factor, sessions, members and invitations."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.socialaccount import views as social
from django.urls import include, path

from suyuan.portal.views import entrance, members, public, sessions

urlpatterns = [
    path("accounts/login/", entrance.LoginView.as_view(), name="account_login"),
    path("accounts/signup/", entrance.SignupView.as_view(), name="account_signup"),
    path(
        "accounts/logout/",
        account.LogoutView.as_view(template_name="portal/account/logout.html"),
        name="account_logout",
    ),
    path(
        "accounts/password/change/",
        account.PasswordChangeView.as_view(template_name="portal/account/password.html"),
        name="account_change_password",
    ),
    path(
        "accounts/password/set/", public.no_account, name="account_set_password"
    ),  # who came by a provider has none
    path("accounts/reauthenticate/", account.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("accounts/inactive/", public.no_account, name="account_inactive"),
    path("accounts/password/reset/", entrance.ResetView.as_view(), name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        account.PasswordResetDoneView.as_view(template_name="portal/account/reset_sent.html"),
        name="account_reset_password_done",
    ),
    path(
        "accounts/email/",
        reauthentication_required(entrance.AddressView.as_view()),
        name="account_email",
    ),
    path(
        "accounts/email/sent/",
        account.EmailVerificationSentView.as_view(template_name="portal/account/address_sent.html"),
        name="account_email_verification_sent",
    ),
    path(
        "accounts/email/confirm/<str:key>/",
        account.ConfirmEmailView.as_view(template_name="portal/account/address_confirm.html"),
        name="account_confirm_email",
    ),
    path("accounts/factor/totp/activate/", entrance.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("accounts/factor/webauthn/add/", entrance.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("accounts/factor/", include("allauth.mfa.urls")),
    path("accounts/sessions/", sessions.sessions, name="sessions"),
    path("accounts/sessions/", sessions.sessions, name="usersessions_list"),
    path("accounts/standings/", sessions.standings, name="standings"),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("accounts/provider/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("accounts/provider/error/", social.login_error, name="socialaccount_login_error"),
    path("accounts/provider/signup/", public.no_account, name="socialaccount_signup"),
    path("accounts/provider/", sessions.sessions, name="socialaccount_connections"),
    path("members", members.members, name="members"),
    path("members/<int:member_id>", members.member, name="member"),
    path("members/invitations/<int:invitation_id>/withdraw", members.withdraw, name="withdraw_invitation"),
    path("invitations/<str:secret>", members.invitation, name="invitation"),
]
