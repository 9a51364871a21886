# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates made on the spot by openssl(1), good ones and such as nobody should trust."""
import datetime
import os
import pathlib
import shutil
import subprocess

EC = ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
RSA = ("genpkey", "-algorithm", "RSA", "-pkeyopt")
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n"
NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1\n"
CONFIG = """[ca]
default_ca=this
[this]
database={folder}/index
serial={folder}/serial
new_certs_dir={folder}
unique_subject=no
policy=any
[any]
commonName=optional
[req]
distinguished_name=name
[name]
"""


def openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def fingerprint(certificate):
    """SHA-256 of the first in the file."""
    return openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256").strip().partition("=")[2]


class Maker:
    """Makes pairs of files, certificate and key, in one folder."""

    def __init__(self, world):
        self.folder = pathlib.Path(world.path("certificates"))
        if self.folder.exists():
            return
        self.folder.mkdir()
        (self.folder / "index").touch()
        (self.folder / "serial").write_text("01\n", encoding="ascii")
        (self.folder / "config").write_text(CONFIG.format(folder=self.folder), encoding="utf-8")

    def path(self, name):
        return str(self.folder / name)

    def issue(self, name, issuer=None, subject="localhost", extensions=LEAF + NAMES, days=(-1, 2), digest="sha256", key=EC):
        """@issuer: a pair; None: signed by itself. @days: from, to; counted from now."""
        certificate, private, request = self.path(f"{name}.crt"), self.path(f"{name}.key"), self.path(f"{name}.csr")
        extfile = self.path(f"{name}.ext")
        pathlib.Path(extfile).write_text(extensions, encoding="ascii")
        openssl(*key, "-out", private)
        openssl("req", "-new", "-config", self.path("config"), "-key", private, "-subj", f"/CN={subject}", "-out", request)
        now = datetime.datetime.now(datetime.timezone.utc)
        dates = [(now + datetime.timedelta(days=day)).strftime("%Y%m%d%H%M%SZ") for day in days]
        signer = ["-cert", issuer[0], "-keyfile", issuer[1]] if issuer else ["-selfsign", "-keyfile", private]
        openssl("ca", "-batch", "-notext", "-config", self.path("config"), "-in", request, "-out", certificate, "-startdate", dates[0],
                "-enddate", dates[1], "-md", digest, "-extfile", extfile, *signer)
        return certificate, private

    def chain(self, name, pair, *issuers):
        """The pair, with what a server sends besides."""
        path = self.path(f"{name}.chain")
        with open(path, "wb") as file:
            for certificate, _ in (pair, *issuers):
                with open(certificate, "rb") as part:
                    shutil.copyfileobj(part, file)
        return path, pair[1]

    def spoil(self, name, pair):
        """The same with one bit of the signature turned."""
        der = self.path(f"{name}.der")
        openssl("x509", "-in", pair[0], "-outform", "DER", "-out", der)
        data = bytearray(pathlib.Path(der).read_bytes())
        data[-1] ^= 1
        pathlib.Path(der).write_bytes(data)
        openssl("x509", "-inform", "DER", "-in", der, "-out", self.path(f"{name}.crt"))
        os.unlink(der)
        return self.path(f"{name}.crt"), pair[1]


def make_self_signed(world):
    """One that vouches for itself."""
    return Maker(world).issue("server", extensions=NAMES)
