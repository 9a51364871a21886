#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py BUILD [send|import|memory|dkim|gui]: figures as ratios against a peer, measured in one run on this machine.

Absolute numbers here drift by a factor of two within an hour; only the ratios say something. Peers: what sending.py names,
`sqlite3 .import` into a table with a unique index, and `openssl speed rsa2048`.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from sending import bench_memory, bench_send
from setting import BUILD, Sink, Workspace, openssl_signs, print_row, write_contacts

IMPORT_N = int(os.environ.get("BENCH_IMPORT", "1000000"))
GUI_N = int(os.environ.get("BENCH_GUI", "1000000"))
GUI_SEND_N = int(os.environ.get("BENCH_GUI_SEND", "100000"))


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
