# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates made on the spot by openssl(1)."""
import subprocess


def openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.stderr}"


def make_self_signed(world, name="server", san="IP:127.0.0.1,DNS:localhost"):
    """A certificate that vouches for itself, and its key: two files."""
    certificate, key = world.path(f"{name}.crt"), world.path(f"{name}.key")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", f"subjectAltName={san}", "-keyout", key, "-out", certificate)
    return certificate, key
