"""Addresses of what stands around plans: completeness, baselines, templates, the 目标台账."""

from django.urls import path

from luodi_web.staff.views import package_coverage, plan_baselines, plan_templates, targets, targets_edit

urlpatterns = [
    path("policies/packages/<int:pk>/coverage/", package_coverage.coverage, name="package_coverage"),
    path("provisions/<int:pk>/task/", package_coverage.provision_task, name="provision_task"),
    path("provisions/<int:pk>/exempt/", package_coverage.provision_exempt, name="provision_exempt"),
    path("provisions/<int:pk>/need/", package_coverage.provision_need, name="provision_need"),
    path("plans/<int:pk>/drift/", plan_baselines.drift, name="plan_drift"),
    path("plans/<int:pk>/drift/xlsx/", plan_baselines.drift_export, name="plan_drift_export"),
    path("plans/<int:pk>/baselines/", plan_baselines.baseline_new, name="plan_baseline_new"),
    path("plans/<int:pk>/template/", plan_templates.template_save, name="plan_template_save"),
    path("plans/<int:pk>/again/", plan_templates.plan_again, name="plan_again"),
    path("plan-templates/", plan_templates.templates, name="plan_templates"),
    path("plan-templates/<int:pk>/new/", plan_templates.template_use, name="plan_template_use"),
    path("plan-templates/<int:pk>/delete/", plan_templates.template_delete, name="plan_template_delete"),
    path("targets/", targets.targets, name="targets"),
    path("targets/xlsx/", targets.targets_export, name="targets_export"),
    path("targets/import/", targets_edit.targets_import, name="targets_import"),
    path("targets/new/", targets_edit.indicator_new, name="indicator_new"),
    path("targets/regions/<str:code>/", targets.region_targets, name="region_targets"),
    path("targets/<int:pk>/", targets.indicator, name="indicator"),
    path("targets/<int:pk>/edit/", targets_edit.indicator_edit, name="indicator_edit"),
    path("targets/<int:pk>/target/", targets_edit.target_set, name="target_set"),
    path("targets/<int:pk>/value/", targets_edit.value_enter, name="value_enter"),
]
