#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py BUILD [send|import|memory|dkim|gui]: figures as ratios against a peer, measured in one run on this machine.

Absolute numbers here drift by a factor of two within an hour; only the ratios say something. Peers: Postfix's smtp-source
on the same sink with messages of the same size, `sqlite3 .import` into a table with a unique index, and `openssl speed
rsa2048`.
"""
import json
import os
import pathlib
import re
import random
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()
SEND_N = int(os.environ.get("BENCH_SEND", "20000"))
MEMORY_N = int(os.environ.get("BENCH_MEMORY", "100000"))
IMPORT_N = int(os.environ.get("BENCH_IMPORT", "1000000"))
GUI_N = int(os.environ.get("BENCH_GUI", "1000000"))
GUI_SEND_N = int(os.environ.get("BENCH_GUI_SEND", "100000"))
CONNECTIONS = 10
WORDS = ("offerta primavera città negozio già più perché qualità prezzo cliente novità collezione scopri adesso spedizione "
         "gratuita domenica sconto nuovo stagione moda casa cucina giardino libri").split()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def newsletter():
    """About 24 kB of HTML with twelve links and merge fields."""
    dice = random.Random(7)
    rows = []
    for i in range(12):
        text = " ".join(dice.choice(WORDS) for _ in range(200))
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
        self.file, self.port = f"{folder}/count", free_port()
        self.process = subprocess.Popen([str(BUILD / "tests/bench/sink"), str(self.port), self.file])
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            time.sleep(0.01)

    def count(self):
        with open(self.file, "rb") as file:
            return struct.unpack("=Q", file.read(8))[0]

    def close(self):
        self.process.terminate()
        self.process.wait()


class Workspace:
    def __init__(self, folder, sink, contacts):
        self.folder = f"{folder}/workspace"
        self.env = dict(os.environ, POSTINO_SECRETS="file", XDG_STATE_HOME=f"{folder}/state")
        self.env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        pathlib.Path(f"{folder}/letter.html").write_text(newsletter(), encoding="utf-8")
        self.ctl("workspace", "init")
        self.ctl("contact", "import", contacts, "--list", "all", "--consent", "yes", "--purpose", "newsletter,tracking")
        self.ctl("server", "add", "sink", "--host", "127.0.0.1", "--port", sink.port, "--tls", "none", "--trial",
                 "--connections", CONNECTIONS)
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

    def send(self):
        """Messages a second from the first arming to the end, and the worker's peak memory in MiB."""
        self.ctl("campaign", "start", self.campaign, "--wait")
        pid = int(pathlib.Path(self.folder, "worker.pid").read_text())
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
        self.ctl("worker", "stop")
        with sqlite3.connect(f"{self.folder}/workspace.db") as db:
            n, first, last = db.execute("SELECT count(*), min(armed_us), max(settled_us) FROM ledger WHERE state = 4").fetchone()
        return n / ((last - first) / 1e6), peak


def bench_send(folder):
    write_contacts(f"{folder}/contacts.csv", SEND_N)
    sink = Sink(folder)
    workspace = Workspace(folder, sink, f"{folder}/contacts.csv")
    size = len(workspace.ctl("campaign", "render", workspace.campaign, "--contact", "u0000000@d0.example.com", raw=True))
    ours, peak = workspace.send()
    assert sink.count() == SEND_N, f"{sink.count()} of {SEND_N} messages"
    started = time.monotonic()
    subprocess.run(["smtp-source", "-d", "-s", str(CONNECTIONS), "-l", str(size), "-m", str(SEND_N), "-f", "a@example.com",
                    "-t", "b@example.com", f"127.0.0.1:{sink.port}"], check=True)
    theirs = SEND_N / (time.monotonic() - started)
    sink.close()
    print(f"send: {ours:.0f}/s personalised, tracked, durable, {size} bytes; smtp-source {theirs:.0f}/s; "
          f"ratio {ours / theirs:.2f} (must 0.30); peak {peak:.0f} MiB")


def bench_memory(folder):
    write_contacts(f"{folder}/contacts.csv", MEMORY_N)
    sink = Sink(folder)
    workspace = Workspace(folder, sink, f"{folder}/contacts.csv")
    ours, peak = workspace.send()
    sink.close()
    print(f"memory: {peak:.0f} MiB peak of the worker for {MEMORY_N} recipients (must be under 96), {ours:.0f}/s")


def bench_import(folder):
    contacts = f"{folder}/contacts.csv"
    write_contacts(contacts, IMPORT_N)
    done = subprocess.run([str(BUILD / "tests/bench/bench-import"), contacts, f"{folder}/import"], check=True,
                          stdout=subprocess.PIPE, text=True)
    ours = json.loads(done.stdout.splitlines()[-1])
    script = ("PRAGMA journal_mode=WAL;\nPRAGMA synchronous=FULL;\nCREATE TABLE c (email TEXT, name, surname, city, code, note);\n"
              f"CREATE UNIQUE INDEX u ON c (email);\n.mode csv\n.import --skip 1 {contacts} c\n")
    started = time.monotonic()
    subprocess.run(["sqlite3", f"{folder}/peer.db"], input=script, text=True, check=True, stdout=subprocess.DEVNULL)
    theirs = IMPORT_N / (time.monotonic() - started)
    rate = ours["rows_per_second"] if "rows_per_second" in ours else IMPORT_N / ours["seconds"]
    print(f"import: {rate:.0f} rows/s with checks, consent and list; sqlite3 .import {theirs:.0f}/s; ratio {rate / theirs:.2f} "
          f"(must 0.30); {json.dumps(ours)}")


def openssl_signs(threads, seconds):
    done = subprocess.run(["openssl", "speed", "-seconds", str(seconds), "-multi", str(threads), "rsa2048"], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(next(line for line in done.stdout.splitlines() if re.match(r"rsa\s+2048 bits", line)).split()[5])


def bench_dkim(folder):
    for threads in (1, os.cpu_count()):
        rates = {}
        for kind, size in (("rsa", 2000), ("rsa", 40000), ("ed25519", 40000), ("both", 40000)):
            done = subprocess.run([str(BUILD / "tests/bench/bench-dkim"), str(threads), "3", str(size), kind], check=True,
                                  stdout=subprocess.PIPE, text=True)
            rates[kind, size] = json.loads(done.stdout)["per_second"]
        theirs = openssl_signs(threads, 3)
        print(f"dkim, {threads} threads: messages/s " + ", ".join(f"{kind} {size // 1000} kB {rate:.0f}"
                                                                 for (kind, size), rate in rates.items())
              + f"; openssl speed rsa2048 {theirs:.0f}/s; ratio {rates['rsa', 2000] / theirs:.2f}, 40 kB "
              f"{rates['rsa', 40000] / theirs:.2f}")


def on_screen(env, program, *words):
    """Runs one of our programs on a display and bus of its own. What it says goes to a file: a worker it starts would keep
    a pipe open for as long as it lives."""
    said = tempfile.TemporaryFile("w+")
    process = subprocess.Popen(["xvfb-run", "-a", "-s", "-screen 0 1280x900x24", "dbus-run-session", "--", str(BUILD / program),
                                *map(str, words)], env=env, stdout=said, stderr=subprocess.DEVNULL, text=True)
    process.said = said
    return process


def text_of(process):
    process.wait(timeout=900)
    process.said.seek(0)
    return re.sub(r"SpiRegistry daemon[^\n]*\n", "", process.said.read())  # it says so in the middle of a line


def place_worker():
    """Programs look for the worker beside themselves."""
    beside = BUILD / "tests/bench/postino-worker"
    if not beside.exists():
        beside.symlink_to(BUILD / "src/postino-worker")


def json_of(process):
    said = text_of(process)
    line = next((line for line in said.splitlines() if line.startswith("{")), None)
    return json.loads(line) if line else sys.exit(f"{process.args}: {said}")


def screen_env(folder):
    runtime = pathlib.Path(folder, "runtime")
    runtime.mkdir(mode=0o700, exist_ok=True)
    return dict(os.environ, GDK_BACKEND="x11", GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory", POSTINO_SECRETS="file",
                XDG_RUNTIME_DIR=str(runtime), XDG_STATE_HOME=f"{folder}/state", XDG_CACHE_HOME=f"{folder}/cache",
                WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1", LC_ALL="C.UTF-8")


def big_workspace(folder):
    """Made once a build folder: its import takes a minute."""
    place = BUILD / "gui-workspace"
    ready = place / "ready"
    if not ready.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        write_contacts(f"{folder}/big.csv", GUI_N)
        sink = Sink(folder)
        Workspace(str(place), sink, f"{folder}/big.csv").ctl("worker", "stop")
        sink.close()
        ready.touch()
    return place / "workspace"


def print_row(what, value, must):
    print(f"{what:<58} {value:>28}   must {must}", flush=True)


def stalls_during(folder, env, workspace, page, work):
    """The longest stalls of the main loop of a window on @page while @work () runs."""
    end = pathlib.Path(folder, "end")
    end.unlink(missing_ok=True)
    window = on_screen(env, "tests/bench/bench-window", workspace.folder, page, 600, "until", end)
    time.sleep(3)
    work()
    end.touch()
    stalls = json_of(window)
    workspace.ctl("worker", "stop")
    return stalls


def print_stalls(what, stalls):
    longest = stalls["longest_ms"][0] if stalls["longest_ms"] else 0
    running = stalls["running_ms"][0] if stalls["running_ms"] else 0
    print_row(what, f"{longest:.0f} ms, {running:.0f} running ({stalls['over_50_ms']} over 50)", "50 ms")


def bench_gui(folder):
    env = screen_env(folder)
    place_worker()
    big = big_workspace(folder)
    starts = sorted(json_of(on_screen(env, "tests/bench/bench-window", big, "contacts", 1))["usable_ms"] for _ in range(5))
    print_row(f"window with {GUI_N} contacts usable, median of 5", f"{starts[2]:.0f} ms", "1000 ms")
    page = json_of(on_screen(env, "tests/bench/bench-contacts", big))
    for name, what, must in (("row", "frame, scrolling row by row", "33 ms"), ("page", "frame, scrolling by page", "33 ms"),
                             ("jump", "jump to any place, drawn", "100 ms"), ("search", "search, from the last key until drawn", "100 ms")):
        print_row(what, f"p95 {page[name]['p95_ms']:.0f} ms, max {page[name]['max_ms']:.0f} ms", must)
    said = text_of(on_screen(env, "tests/gui/test-editor"))
    for line in said.splitlines():
        if line.startswith("# 100 kB"):
            print(line[2:])
    write_contacts(f"{folder}/few.csv", GUI_SEND_N)
    write_contacts(f"{folder}/many.csv", GUI_N)
    sink = Sink(folder)
    workspace = Workspace(folder, sink, f"{folder}/few.csv")
    print_stalls(f"longest stall while {GUI_SEND_N} messages are sent",
                 stalls_during(folder, env, workspace, "campaigns",
                               lambda: workspace.ctl("campaign", "start", workspace.campaign, "--now", "--wait")))
    print_stalls(f"longest stall while the window imports {GUI_N} rows",
                 json_of(on_screen(env, "tests/bench/bench-window", workspace.folder, "contacts", 600, "import",
                                   f"{folder}/many.csv")))
    workspace.ctl("worker", "stop")
    sink.close()


BENCHES = {"send": bench_send, "import": bench_import, "memory": bench_memory, "dkim": bench_dkim, "gui": bench_gui}


def main():
    for name in sys.argv[2:] or list(BENCHES):
        folder = tempfile.mkdtemp(prefix="postino-bench-")
        try:
            BENCHES[name](folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
