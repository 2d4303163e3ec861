"""Addresses of alerts and of who acts for whom: lights by hand, reminders, delegation, hand-over, mergers."""

from django.urls import path

from luodi_web.staff.views import delegations, overrides, plan_alerts, reminders, unit_ends

urlpatterns = [
    path("assignments/<int:pk>/light/", overrides.light_override, name="light_override"),
    path("assignments/<int:pk>/light/lift/", overrides.light_lift, name="light_lift"),
    path("plans/<int:pk>/alerts/", plan_alerts.plan_alerts, name="plan_alerts"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("account/delegations/new", delegations.delegation_new, name="account_delegation_new"),
    path("account/delegations/<int:pk>/end", delegations.delegation_end, name="account_delegation_end"),
    path("account/reminding", delegations.reminding, name="account_reminding"),
    path("holdings/<int:pk>/hand-over", unit_ends.holding_hand_over, name="holding_hand_over"),
    path("units/<int:pk>/merge", unit_ends.unit_merge, name="unit_merge"),
]
