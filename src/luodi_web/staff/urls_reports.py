"""Addresses that go with reports: drafts, and figures asked for, given and measured."""

from django.urls import path

from luodi_web.staff.views import figures, makeups, report_form

urlpatterns = [
    path("assignments/<int:pk>/report/<str:period>/draft/", report_form.keep_draft, name="report_draft"),
    path(
        "assignments/<int:pk>/report/<str:period>/discard/",
        report_form.discard_draft,
        name="report_draft_discard",
    ),
    path("assignments/<int:pk>/report/<str:period>/leave/", makeups.makeup_allow, name="makeup_allow"),
    path("figures/", figures.figures, name="figures"),
    path("tasks/<int:pk>/figures/", figures.requests, name="figure_requests"),
    path("figure-requests/<int:pk>/close/", figures.close, name="figure_close"),
    path("assignments/<int:pk>/measured/<str:period>/<slug:name>/", figures.measured, name="figure_measured"),
]
