"""Sign-in and second factor: the pages of allauth that are open, and no others."""

from allauth.account import views
from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path(
        "login/",
        # A function, not the setting's value now: tests and the demonstration change it.
        views.LoginView.as_view(extra_context={"is_demo": lambda: settings.DEMO}),
        name="account_login",
    ),
    path("logout/", views.logout, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path(
        "password/change/",
        views.PasswordChangeView.as_view(success_url="/account/"),
        name="account_change_password",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
