"""Addresses of the field dictionary (字段字典)."""

from django.urls import path

from luodi_web.staff.views import field_lists, fields, fields_edit
from luodi_web.staff.views.fields_import import FIELDS
from luodi_web.staff.views.sheet_imports import import_paths

urlpatterns = [
    path("fields/", fields.fields, name="fields"),
    path("fields/list.json", fields.fields_json, name="fields_json"),
    path("fields/new/", fields_edit.field_new, name="field_new"),
    *import_paths("fields/import/", FIELDS),
    path("fields/lists/", field_lists.field_lists, name="field_lists"),
    path("fields/lists/new/", field_lists.field_list_new, name="field_list_new"),
    path("fields/lists/<int:pk>/", field_lists.field_list, name="field_list"),
    path("fields/lists/<int:pk>/edit/", field_lists.field_list_edit, name="field_list_edit"),
    path("fields/lists/<int:pk>/retire/", field_lists.field_list_retire, name="field_list_retire"),
    path("fields/lists/<int:pk>/restore/", field_lists.field_list_restore, name="field_list_restore"),
    path("fields/<int:pk>/", fields.field, name="field"),
    path("fields/<int:pk>/edit/", fields_edit.field_edit, name="field_edit"),
    path("fields/<int:pk>/retire/", fields_edit.field_retire, name="field_retire"),
    path("fields/<int:pk>/restore/", fields_edit.field_restore, name="field_restore"),
]
