"""Addresses of profiles (一企一档) and snapshots."""

from django.urls import path

from luodi_web.staff.views import (
    enterprise_details,
    enterprise_edit,
    enterprise_imports,
    enterprises,
    snapshots,
)

urlpatterns = [
    path("enterprises/", enterprises.enterprises, name="enterprises"),
    path("enterprises/new/", enterprise_edit.enterprise_new, name="enterprise_new"),
    path("enterprises/import/", enterprise_imports.enterprise_imports, name="enterprise_imports"),
    path("enterprises/import/new/", enterprise_imports.enterprise_import_new, name="enterprise_import_new"),
    path("enterprises/import/template/", enterprise_imports.enterprise_template, name="enterprise_template"),
    path("enterprises/import/<int:pk>/", enterprise_imports.enterprise_import, name="enterprise_import"),
    path(
        "enterprises/import/<int:pk>/confirm/",
        enterprise_imports.enterprise_import_confirm,
        name="enterprise_import_confirm",
    ),
    path(
        "enterprises/import/<int:pk>/cancel/",
        enterprise_imports.enterprise_import_cancel,
        name="enterprise_import_cancel",
    ),
    path(
        "enterprises/import/<int:pk>/retry/",
        enterprise_imports.enterprise_import_retry,
        name="enterprise_import_retry",
    ),
    path(
        "enterprises/import/<int:pk>/faults/",
        enterprise_imports.enterprise_import_faults,
        name="enterprise_import_faults",
    ),
    path("enterprises/<int:pk>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/edit/", enterprise_edit.enterprise_edit, name="enterprise_edit"),
    path(
        "enterprises/<int:pk>/fields/<int:field>/", enterprise_edit.enterprise_value, name="enterprise_value"
    ),
    path("enterprises/values/<int:pk>/withdraw/", enterprise_edit.value_withdraw, name="value_withdraw"),
    path("enterprises/details/<int:detail>/", enterprise_details.details, name="details"),
    path(
        "enterprises/details/<int:detail>/template/",
        enterprise_imports.detail_template,
        name="detail_template",
    ),
    path("enterprises/<int:pk>/details/<int:detail>/", enterprise_details.detail_rows, name="detail_rows"),
    path("enterprises/rows/<int:pk>/withdraw/", enterprise_details.row_withdraw, name="row_withdraw"),
    path("snapshots/", snapshots.snapshots, name="snapshots"),
    path("snapshots/new/", snapshots.snapshot_new, name="snapshot_new"),
    path("snapshots/upload/", snapshots.snapshot_upload, name="snapshot_upload"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/retry/", snapshots.snapshot_retry, name="snapshot_retry"),
    path("snapshots/<int:pk>/file/", snapshots.snapshot_file, name="snapshot_file"),
    path("snapshots/<int:pk>/lists/<int:one>/file/", snapshots.snapshot_list_file, name="snapshot_list_file"),
]
