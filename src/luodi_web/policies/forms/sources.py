"""The part of an upload form that gives a text: a file, pasted words, or a file kept from the last try."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.intake.model import Kind
from luodi_web.common.domain.files import check_upload
from luodi_web.people.models import User
from luodi_web.policies.domain.reading import SourceRead, read_pasted, read_upload
from luodi_web.policies.domain.uploading import pending_bytes
from luodi_web.policies.models import PendingUpload

# A longer paste is better sent as a file; Django refuses request bodies far above this anyway.
PASTE_CHARS = 1_000_000
# Endings that files of the engine's kinds have besides the kind's own name.
_ALSO = (".markdown", ".htm", ".mhtml", ".mht", "text/*")


class SourceFields(forms.Form):
    """``read_source`` fills ``source`` with the text, and ``upload`` or ``pending_upload`` with its file."""

    file = forms.FileField(
        label=gettext_lazy("政策文件"),
        required=False,
        max_length=200,
        error_messages={"empty": gettext_lazy("文件是空的，没有可读的文字。请选择有正文的文件。")},
        widget=forms.FileInput({"accept": ",".join([*(f".{kind}" for kind in get_args(Kind)), *_ALSO])}),
        help_text=gettext_lazy(
            "Word、WPS、PDF、OFD、网页或文本文件，不超过 20 MB。文件类型按内容识别；扫描件请先做文字识别。"
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("或粘贴文本"),
        required=False,
        strip=False,
        max_length=PASTE_CHARS,
        widget=forms.Textarea({"rows": 8}),
    )
    pending = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # Why the file chosen last was refused: no browser sends it a second time, its reason comes again.
    refused = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    user: User
    source: SourceRead | None = None
    upload: UploadedFile | None = None
    pending_upload: PendingUpload | None = None
    source_field = "file"
    refused_words = ""

    def read_source(self, data: dict[str, Any]) -> None:
        """Read what was sent; what is wrong with it becomes the field's error."""
        upload, text = data.get("file"), data.get("text") or ""
        self.source_field = "text" if text.strip() and not upload else "file"
        if {"file", "text"} & set(self.errors):
            return
        if data.get("pending"):
            self.pending_upload = PendingUpload.objects.filter(token=data["pending"], by=self.user).first()
        try:
            if upload and text.strip():
                raise ValidationError(_("文件和粘贴的文本只能用一种，请清空其中一项。"), code="both")
            if upload:
                self.pending_upload = None
                check_upload(upload)
                self.source = read_upload(upload.read(), upload.name)
                self.upload = upload
            elif text.strip():
                self.pending_upload = None
                self.source = read_pasted(text)
            elif self.pending_upload:
                self.source = read_upload(pending_bytes(self.pending_upload), self.pending_upload.name)
            elif data.get("refused"):
                raise ValidationError(data["refused"], code="refused")
            else:
                raise ValidationError(_("请选择文件，或粘贴文本。"), code="required")
        except ValidationError as error:
            if error.code not in ("both", "required"):
                self.refused_words = self._with_name(error, upload)
            self.add_error("text" if error.code == "both" else self.source_field, error)

    @staticmethod
    def _with_name(error: ValidationError, upload: UploadedFile | None) -> str:
        words = " ".join(error.messages)
        if upload is None:
            return words[:500]
        return (_("“%(name)s”没有读取：%(reason)s") % {"name": upload.name, "reason": words})[:500]
