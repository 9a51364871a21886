# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured with: contacts, a newsletter, a workspace that sends it, the sink that takes it."""
import atexit
import json
import os
import pathlib
import random
import re
import socket
import sqlite3
import struct
import subprocess
import sys
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()
CONNECTIONS = 10
WORDS = ("offerta primavera città negozio già più perché qualità prezzo cliente novità collezione scopri adesso spedizione "
         "gratuita domenica sconto nuovo stagione moda casa cucina giardino libri").split()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def newsletter():
    """HTML with twelve links and merge fields; a message of some 31 kB, as in the figures of the design notes."""
    dice = random.Random(7)
    rows = []
    for i in range(12):
        text = " ".join(dice.choice(WORDS) for _ in range(110))
        rows.append('<tr><td style="padding:10px 20px;font-family:Arial,sans-serif;font-size:14px;line-height:20px">'
                    f"<h2>Prodotto {i} per {{{{ contact.first_name }}}}</h2><p>{text}</p>"
                    f'<a href="https://shop.example.com/prodotto-{i}?ref=newsletter&amp;pos={i}">Acquista</a></td></tr>')
    return ('<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"></head><body><table>' + "\n".join(rows)
            + "</table></body></html>\n")


def write_contacts(path, n):
    dice = random.Random(11)
    with open(path, "w", encoding="utf-8") as file:
        file.write("email,name,surname,city,code,note\n")
        for i in range(n):
            file.write(f"u{i * 7919 % n:07d}@d{i % 5000}.example.com,Lucia,D'Angelo,Forlì,C{dice.randrange(10**8):08d},"
                       f'"nota {i % 1000}, cliente"\n')


class Sink:
    def __init__(self, folder):
        self.port = free_port()
        self.file = f"{folder}/count-{self.port}"
        self.process = subprocess.Popen([str(BUILD / "tests/bench/sink"), str(self.port), self.file])
        atexit.register(self.close)
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            time.sleep(0.01)

    def count(self):
        with open(self.file, "rb") as file:
            return struct.unpack("=Q", file.read(8))[0]

    def close(self):
        self.process.terminate()
        self.process.wait()


class Workspace:
    def __init__(self, folder, sink, contacts, name="workspace", connections=CONNECTIONS, env=None):
        self.folder = f"{folder}/{name}"
        self.env = dict(os.environ, POSTINO_SECRETS="file", XDG_STATE_HOME=f"{folder}/state")
        self.env.update(env or {})
        self.env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        pathlib.Path(f"{folder}/letter.html").write_text(newsletter(), encoding="utf-8")
        self.ctl("workspace", "init")
        self.ctl("contact", "import", contacts, "--list", "all", "--consent", "yes", "--purpose", "newsletter,tracking")
        self.ctl("server", "add", "sink", "--host", "127.0.0.1", "--port", sink.port, "--tls", "none", "--trial",
                 "--connections", connections)
        self.ctl("identity", "add", "shop@example.com", "--name", "Bottega")
        self.campaign = self.ctl("campaign", "new", "bench", "--from", "shop@example.com", "--subject",
                                 "Novità per {{ contact.first_name }}", "--html", f"{folder}/letter.html", "--list", "all",
                                 "--server", "sink")["campaign"]

    def ctl(self, *words, raw=False):
        done = subprocess.run([str(BUILD / "src/postinoctl"), "--workspace", self.folder, *([] if raw else ["--json"]),
                               *map(str, words)], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode not in (0, 3):
            sys.exit(f"{words}: {done.stderr.decode()}")
        return done.stdout if raw else json.loads(done.stdout.splitlines()[-1] if done.stdout else "{}")

    def sign_with_rsa(self):
        """A trial server gets signed messages whether DNS shows the key or not; one signature each."""
        self.ctl("identity", "add", "shop@example.com", "--name", "Bottega", "--dkim", "s1")
        with sqlite3.connect(f"{self.folder}/workspace.db") as db:
            db.execute("DELETE FROM dkim_key WHERE kind <> 'rsa'")
        db.close()

    def measure_message(self):
        return len(self.ctl("campaign", "render", self.campaign, "--contact", "u0000000@d0.example.com", raw=True))

    def send(self):
        """Messages a second from the first arming to the end; the worker's peak memory is in self.peak_mib then."""
        self.ctl("campaign", "start", self.campaign, "--wait")
        self.peak_mib = self.read_memory("VmHWM")
        self.ctl("worker", "stop")
        with sqlite3.connect(f"{self.folder}/workspace.db") as db:
            n, first, last = db.execute("SELECT count(*), min(armed_us), max(settled_us) FROM ledger WHERE state = 4").fetchone()
        db.close()
        return n / ((last - first) / 1e6)

    def read_memory(self, key):
        """A line of the worker's status, in MiB."""
        pid = int(pathlib.Path(self.folder, "worker.pid").read_text())
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith(key)).split()[1]) / 1024


def print_row(what, value, must):
    print(f"{what:<58} {value:>28}   must {must}", flush=True)


def openssl_signs(threads, seconds):
    done = subprocess.run(["openssl", "speed", "-seconds", str(seconds), "-multi", str(threads), "rsa2048"], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(next(line for line in done.stdout.splitlines() if re.match(r"rsa\s+2048 bits", line)).split()[5])
