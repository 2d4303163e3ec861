"""Uploads for tests: a text, the form sent, what it refused at which field."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

NOTICE = """湖北省科学技术厅关于推进科技创新平台建设的通知

鄂科技发〔2025〕12号

各市、州科技局：

一、加强组织领导。各市、州要成立工作专班。
二、推进平台建设。布局建设一批省级创新平台；完善平台管理办法。

湖北省科学技术厅
2025年3月6日
"""


def file(data: bytes | str, name: str = "通知.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def send(client, **fields):
    return client.post("/policies/upload/", fields)


def errors(response) -> dict[str, list[str]]:
    return {name: list(words) for name, words in response.context["form"].errors.items()}
