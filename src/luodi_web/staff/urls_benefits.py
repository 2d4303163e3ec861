"""Addresses of match runs (政策匹配) and the sandbox (政策沙盘)."""

from django.urls import path

from luodi_web.staff.views import match_results, matches, sandbox

urlpatterns = [
    path("matches/", matches.matches, name="matches"),
    path("matches/new/", matches.match_new, name="match_new"),
    path("matches/<int:pk>/", matches.match, name="match"),
    path("matches/<int:pk>/cancel/", matches.match_cancel, name="match_cancel"),
    path("matches/<int:pk>/retry/", matches.match_retry, name="match_retry"),
    path("matches/<int:pk>/results/", match_results.match_results, name="match_results"),
    path("matches/<int:pk>/export/", match_results.match_export, name="match_export"),
    path("matches/<int:pk>/row/", match_results.match_row, name="match_row"),
    path("sandbox/", sandbox.sandbox, name="sandbox"),
    path("sandbox/result/", sandbox.sandbox_result, name="sandbox_result"),
    path("sandbox/save/", sandbox.sandbox_save, name="sandbox_save"),
]
