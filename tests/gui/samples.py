# SPDX-License-Identifier: GPL-3.0-or-later
"""The workspaces that pictures are taken of: one where all went well and readers clicked, and one where things went wrong.
Made by the programs themselves, each at a moment of a day that never changes (libfaketime)."""
import contextlib
import email
import email.policy
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

from desktop import BUILD, PEER

SENT, READ = "2026-12-04 09:12:00", ("2026-12-04 09:41:00", "2026-12-04 10:17:00")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"
NAMES = ("Ada Rossi", "Bruno Neri", "Carla Gallo", "Dario Conti", "Elena Greco", "Fabio Riva", "Gaia Moro", "Hugo Weber",
         "Ida Sanna", "Lea Testa", "Marco Viola", "Nora Pace")


def fake_clock(moment):
    library = "/usr/$LIB/faketime/libfaketimeMT.so.1"
    if not list(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")):
        sys.exit("libfaketime is missing: apt-get install libfaketime")
    return {"LD_PRELOAD": library, "FAKETIME": moment, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1", "TZ": "UTC"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def fetch(url, data=None):
    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    with contextlib.suppress(urllib.error.HTTPError):  # a redirect is one
        opener.open(urllib.request.Request(url, data=data, headers={"User-Agent": BROWSER}), timeout=10).read()


class Sample:
    """A workspace in @folder; its clock begins anew with each program. What is called by a word is so in the language of @locale."""

    def __init__(self, folder, name, locale):
        self.folder, self.workspace = folder, os.path.join(folder, name)
        self.env = dict(os.environ, POSTINO_SECRETS="file", LC_ALL=locale, XDG_STATE_HOME=os.path.join(folder, "state"))
        self.env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        self.env.pop("LANGUAGE", None)
        self.set_clock(SENT)

    def set_clock(self, moment):
        self.env.update(fake_clock("@" + moment))

    def run(self, *words):
        done = subprocess.run([str(BUILD / "src/postinoctl"), *map(str, words)], env=self.env, capture_output=True, timeout=120)
        assert done.returncode in (0, 3), f"{words}: {done.stderr.decode()}"
        return done.stdout

    def ctl(self, *words):
        return self.run("--workspace", self.workspace, *words)

    def rows(self, *words):
        return [json.loads(line) for line in self.ctl("--json", *words).splitlines()]

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        pathlib.Path(path).write_text(text, encoding="utf-8")
        return path


def make_good(folder, locale):
    """The demo, its newsletter sent and read, and a copy of it as a draft."""
    sample = Sample(folder, "workspace", locale)
    sample.run("demo", sample.workspace)
    sample.ctl("campaign", "duplicate", 1)
    sample.ctl("campaign", "start", 1, "--now", "--wait")
    sample.ctl("suppression", "add", "signora.bassi@example.org", "--reason", "telefonata")
    sample.ctl("worker", "stop")
    letters = sample.rows("sandbox", "list", "--limit", 1000)
    for moment, first in zip(READ, (0, 1)):
        sample.set_clock(moment)
        sample.ctl("worker", "start")
        for letter in letters[first::11]:
            read(sample, letter["id"], letter["id"] // 11 % 4)
        time.sleep(2)  # the worker takes over once a second what readers did
        sample.ctl("worker", "stop")
    return sample.workspace


def read(sample, letter, interest):
    """Somebody opens a message, or clicks in it, or has enough."""
    message = email.message_from_bytes(sample.ctl("sandbox", "show", letter), policy=email.policy.default)
    page = message.get_body(("html",)).get_content()
    links = [html.unescape(link) for link in re.findall(r'href="(http://127[^"]+/c/[^"]+)"', page)]
    for picture in re.findall(r'src="(http://127[^"]+)"', page):
        fetch(html.unescape(picture))
    for link in links[:interest]:
        fetch(link)
    if letter % 50 == 0:
        fetch(re.search(r"<(http[^>]+)>", message["List-Unsubscribe"])[1], b"List-Unsubscribe=One-Click")


def make_bad(folder, locale):
    """Two uncertain messages and a refused one, a server that refuses the password, campaigns that were put away."""
    sample = Sample(folder, "troubled", locale)
    people = "email,first_name,last_name\n" + "".join(
        f"{name.lower().replace(' ', '.')}@example.com,{name.replace(' ', ',')}\n" for name in NAMES)
    sample.ctl("workspace", "init")
    sample.ctl("contact", "import", sample.write("people.csv", people), "--list", "Clienti", "--consent", "Sì alla newsletter")
    sample.ctl("identity", "add", "ciao@bottega.example.com", "--name", "Bottega Tramonti")
    with peer(sample, "--fault", "dot-after-accept:2:close", "--fault", "dot-after-accept:5:close",
              "--reply-for", "nora*=550 5.1.1 no such user") as port:
        sample.ctl("server", "add", "Posta di bottega", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial",
                   "--connections", 1)
        for name in ("Saldi d’estate", "Auguri di Natale"):
            new_campaign(sample, name, "Posta di bottega")
        sample.ctl("campaign", "archive", 1)
        sample.ctl("campaign", "start", 2, "--now", "--wait")
    sample.env["PASSWORD"] = "wrong"
    with peer(sample, "--auth", "bottega:right") as port:
        sample.ctl("server", "add", "Provider", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", "--auth",
                   "login", "--user", "bottega", "--password-env", "PASSWORD")
        new_campaign(sample, "Nuova collezione", "Provider")
        sample.ctl("campaign", "start", 3, "--now")
        time.sleep(4)
    sample.ctl("worker", "stop")
    copy = os.path.join(folder, "copied")
    shutil.copytree(sample.workspace, copy)
    return sample.workspace, copy


def new_campaign(sample, name, server):
    letter = sample.write("letter.html", "<p>Ciao {{ contact.first_name }}</p>")
    sample.ctl("campaign", "new", name, "--from", "ciao@bottega.example.com", "--subject", name, "--html", letter, "--list",
               "Clienti", "--server", server)


@contextlib.contextmanager
def peer(sample, *options):
    """The foreign SMTP server: its port."""
    port = pathlib.Path(sample.folder, "peer.port")
    port.unlink(missing_ok=True)
    process = subprocess.Popen(["/usr/bin/python3", str(PEER), "--port", "0", "--port-file", str(port), "--log",
                                os.path.join(sample.folder, "peer.log"), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not port.exists() or not port.read_text():
            assert process.poll() is None, "the peer ended"
            time.sleep(0.05)
        yield port.read_text().strip()
    finally:
        process.terminate()
        process.wait()
