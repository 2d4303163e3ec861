"""The files of deploy/ are what their programs accept, and start what exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_there_are_units_for_every_process_of_the_platform() -> None:
    from luodi_web.common.processes import embedded_commands

    assert {unit.stem.removeprefix("luodi-") for unit in UNITS} == set(embedded_commands(8000))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_unit_calls_commands_that_exist(unit: Path) -> None:
    called = re.findall(r"^ExecStart(?:Pre)?=\S+/luodi_web (\w+)", unit.read_text(), re.MULTILINE)
    served = re.findall(r"^ExecStart=\S+/uvicorn (\S+)", unit.read_text(), re.MULTILINE)

    assert called or served
    assert set(called) <= set(get_commands())
    assert set(served) <= {"luodi_web.asgi:application"}


def test_environment_names_only_variables_that_are_read() -> None:
    given = set(re.findall(r"^(LUODI_\w+)=", (DEPLOY / "luodi.env.example").read_text(), re.MULTILINE))
    documented = (ROOT / "src/luodi_web/settings/environment.py").read_text()

    assert {name for name in given if name not in documented} == set()


@pytest.mark.skipif(
    shutil.which("nginx") is None or shutil.which("openssl") is None,
    reason="elsewhere: nginx's file is read by nginx where nginx and openssl are installed",
)
def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=luodi.example.gov.cn", "-days", "1", "-nodes", "-newkey", "rsa:2048"]
    subprocess.run(
        ["openssl", "req", "-x509", *subject, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    site = (DEPLOY / "nginx/luodi.conf").read_text()
    site = re.sub(r"/etc/luodi/tls/fullchain\.pem", str(certificate), site)
    site = re.sub(r"/etc/luodi/tls/privkey\.pem", str(key), site)
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"error_log stderr; pid {tmp_path}/pid; events {{}}\n"
    whole = f"{head}http {{\naccess_log off;\n{folders}{site}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole)

    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        check=False,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, "test is successful" in done.stderr) == (0, True), done.stderr
