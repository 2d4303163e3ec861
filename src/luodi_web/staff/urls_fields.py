"""Addresses of the field dictionary (字段字典)."""

from django.urls import path

from luodi_web.staff.views import field_lists, fields, fields_edit, fields_import

urlpatterns = [
    path("fields/", fields.fields, name="fields"),
    path("fields/list.json", fields.fields_json, name="fields_json"),
    path("fields/new/", fields_edit.field_new, name="field_new"),
    path("fields/import/", fields_import.fields_import, name="fields_import"),
    path("fields/import/confirm/", fields_import.fields_import_confirm, name="fields_import_confirm"),
    path("fields/import/template/", fields_import.fields_import_template, name="fields_import_template"),
    path("fields/lists/", field_lists.field_lists, name="field_lists"),
    path("fields/lists/new/", field_lists.field_list_new, name="field_list_new"),
    path("fields/lists/<int:pk>/", field_lists.field_list, name="field_list"),
    path("fields/lists/<int:pk>/edit/", field_lists.field_list_edit, name="field_list_edit"),
    path("fields/<int:pk>/", fields.field, name="field"),
    path("fields/<int:pk>/edit/", fields_edit.field_edit, name="field_edit"),
    path("fields/<int:pk>/retire/", fields_edit.field_retire, name="field_retire"),
    path("fields/<int:pk>/restore/", fields_edit.field_restore, name="field_restore"),
]
