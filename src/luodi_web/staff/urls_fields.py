"""Addresses of the field dictionary (字段字典)."""

from django.urls import path

from luodi_web.staff.views import fields, fields_edit, fields_import

urlpatterns = [
    path("fields/", fields.fields, name="fields"),
    path("fields/list.json", fields.fields_json, name="fields_json"),
    path("fields/new/", fields_edit.field_new, name="field_new"),
    path("fields/import/", fields_import.fields_import, name="fields_import"),
    path("fields/import/confirm/", fields_import.fields_import_confirm, name="fields_import_confirm"),
    path("fields/import/template/", fields_import.fields_import_template, name="fields_import_template"),
    path("fields/<int:pk>/", fields.field, name="field"),
    path("fields/<int:pk>/edit/", fields_edit.field_edit, name="field_edit"),
    path("fields/<int:pk>/retire/", fields_edit.field_retire, name="field_retire"),
    path("fields/<int:pk>/restore/", fields_edit.field_restore, name="field_restore"),
]
