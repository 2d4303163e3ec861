"""Addresses of decision models: the list, one model, its versions, trying, cases, review."""

from django.urls import path

from luodi_web.staff.views import (
    model_cases,
    model_compare,
    model_new,
    model_review,
    model_saving,
    model_trying,
    model_versions,
    models,
)

urlpatterns = [
    path("models/", models.models, name="models"),
    path("models/new/", model_new.model_new, name="model_new"),
    path("models/new/upload/", model_new.model_new_upload, name="model_new_upload"),
    path("models/template/", model_new.model_template, name="model_template"),
    path("models/field-options/", model_new.model_field_options, name="model_field_options"),
    path("models/<int:pk>/", models.model, name="model"),
    path("models/<int:pk>/edit/", models.model_edit, name="model_edit"),
    path("models/<int:pk>/provisions/", models.model_provisions, name="model_provisions"),
    path("models/<int:pk>/delete/", models.model_delete, name="model_delete"),
    path("models/<int:pk>/draft/", models.model_draft, name="model_draft"),
    path("models/versions/<int:pk>/", model_versions.model_version, name="model_version"),
    path("models/versions/<int:pk>/period/", model_versions.model_period, name="model_period"),
    path("models/versions/<int:pk>/discard/", model_versions.model_discard, name="model_discard"),
    path("models/versions/<int:pk>/dmn/", model_versions.model_dmn, name="model_dmn"),
    path("models/versions/<int:pk>/xlsx/", model_versions.model_xlsx, name="model_xlsx"),
    path("models/versions/<int:pk>/upload/", model_saving.model_upload, name="model_upload"),
    path("models/versions/<int:pk>/pending/", model_saving.model_pending, name="model_pending"),
    path("models/versions/<int:pk>/readings/", model_saving.model_readings, name="model_readings"),
    path("models/versions/<int:pk>/editor/", model_saving.model_editor, name="model_editor"),
    path("models/versions/<int:pk>/xml/", model_saving.model_xml, name="model_xml"),
    path("models/versions/<int:pk>/diagnostics/", model_saving.model_diagnostics, name="model_diagnostics"),
    path("models/versions/<int:pk>/try/", model_trying.model_try, name="model_try"),
    path("models/versions/<int:pk>/cases/", model_cases.model_cases, name="model_cases"),
    path("models/versions/<int:pk>/cases/import/", model_cases.model_cases_import, name="model_cases_import"),
    path("models/versions/<int:pk>/cases/xml/", model_cases.model_cases_export, name="model_cases_export"),
    path("models/cases/<int:pk>/delete/", model_cases.model_case_delete, name="model_case_delete"),
    path("models/cases/<int:pk>/accept/", model_cases.model_case_accept, name="model_case_accept"),
    path("models/versions/<int:pk>/compare/", model_compare.model_compare, name="model_compare"),
    path("models/versions/<int:pk>/send/", model_review.model_send, name="model_send"),
    path("models/versions/<int:pk>/recall/", model_review.model_recall, name="model_recall"),
    path("models/versions/<int:pk>/return/", model_review.model_return, name="model_return"),
    path("models/versions/<int:pk>/release/", model_review.model_release, name="model_release"),
]
