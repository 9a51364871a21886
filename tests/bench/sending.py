# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending beside its peers, each figure a ratio of two measurements made one right after the other: nodemailer (what most
people would take), Postfix's smtp-source (a load generator: one message, not personalised), and `openssl speed` (what a
signature costs). All take part in one table."""
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time

from setting import BUILD, CONNECTIONS, Sink, Workspace, newsletter, openssl_signs, print_row, write_contacts

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEND_N = int(os.environ.get("BENCH_SEND", "20000"))
SIGNED_N = int(os.environ.get("BENCH_SIGNED", "10000"))
NODE_N = int(os.environ.get("BENCH_NODE", "1000"))
BESIDE_N = int(os.environ.get("BENCH_BESIDE", "100000"))
FAR_N = 400
MEMORY_N = int(os.environ.get("BENCH_MEMORY", "1000000"))
SYNC_MS = 2
OPENSSL_SECONDS = 5


def send_ours(folder, name, n, signed=False, env=None):
    """A campaign of a workspace of its own: messages a second, and the size of one."""
    contacts = f"{folder}/{name}.csv"
    write_contacts(contacts, n)
    sink = Sink(folder)
    workspace = Workspace(folder, sink, contacts, name, env=env)
    if signed:
        workspace.sign_with_rsa()
    size = workspace.measure_message()
    rate = workspace.send()
    assert sink.count() == n, f"{sink.count()} of {n} messages"
    sink.close()
    return rate, size


def send_smtp_source(folder, n, size):
    sink = Sink(folder)
    started = time.monotonic()
    subprocess.run(["smtp-source", "-d", "-s", str(CONNECTIONS), "-l", str(size), "-m", str(n), "-f", "a@example.com",
                    "-t", "b@example.com", f"127.0.0.1:{sink.port}"], check=True)
    rate = n / (time.monotonic() - started)
    sink.close()
    return rate


def install_nodemailer(folder):
    """FALSE where the npm registry cannot be reached."""
    place = pathlib.Path(folder, "node")
    place.mkdir()
    shutil.copy(ROOT / "tests/bench/nodemailer.js", place)
    (place / "letter.html").write_text(newsletter(), encoding="utf-8")
    done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "nodemailer"], cwd=place, check=False)
    return done.returncode == 0


def send_nodemailer(folder, n):
    place = pathlib.Path(folder, "node")
    subprocess.run(["openssl", "genrsa", "-out", place / "key.pem", "2048"], check=True, capture_output=True)
    sink = Sink(folder)
    done = subprocess.run(["node", "nodemailer.js", str(sink.port), str(n), str(CONNECTIONS)], cwd=place, check=True,
                          stdout=subprocess.PIPE, text=True)
    assert sink.count() == n, f"{sink.count()} of {n} messages"
    sink.close()
    return float(done.stdout)


def send_far(folder):
    """One connection at 20 ms round trip."""
    contacts, port_file = f"{folder}/far.csv", pathlib.Path(folder, "far.port")
    write_contacts(contacts, FAR_N)
    peer = subprocess.Popen([sys.executable, ROOT / "tests/fakes/smtp-peer.py", "--delay-ms", "20", "--log", f"{folder}/far.log",
                             "--port-file", port_file], stdout=subprocess.DEVNULL)
    while not port_file.exists():
        time.sleep(0.01)

    class Far:
        port = int(port_file.read_text())
    rate = Workspace(folder, Far, contacts, "far", connections=1).send()
    peer.terminate()
    peer.wait()
    return rate


class Tarpit:
    """A server that lets everybody in and then says nothing more."""

    def __init__(self, folder):
        port_file = pathlib.Path(folder, "tarpit.port")
        self.process = subprocess.Popen([sys.executable, ROOT / "tests/fakes/smtp-peer.py", "--fault", "mail:*:hang", "--log",
                                         f"{folder}/tarpit.log", "--port-file", port_file], stdout=subprocess.DEVNULL)
        while not port_file.exists():
            time.sleep(0.01)
        self.port = int(port_file.read_text())

    def close(self):
        self.process.terminate()
        self.process.wait()


def send_beside_tarpit(folder, n):
    """Messages a second through a healthy server that shares the campaign with one that hangs, when all but what hangs
    there has been sent."""
    contacts = f"{folder}/tarpit.csv"
    write_contacts(contacts, n)
    sink, tarpit = Sink(folder), Tarpit(folder)
    workspace = Workspace(folder, sink, contacts, "tarpit")
    workspace.ctl("server", "add", "tarpit", "--host", "127.0.0.1", "--port", tarpit.port, "--tls", "none", "--trial")
    campaign = workspace.ctl("campaign", "new", "both", "--from", "shop@example.com", "--subject", "Novità", "--html",
                             f"{folder}/letter.html", "--list", "all", "--server", "sink", "--server", "tarpit")["campaign"]
    workspace.ctl("campaign", "start", campaign, "--now")
    while sink.count() == 0:
        time.sleep(0.001)
    started, last, since = time.monotonic(), 0, time.monotonic()
    while time.monotonic() - since < 2 and sink.count() < n:
        if sink.count() != last:
            last, since = sink.count(), time.monotonic()
        time.sleep(0.01)
    rate = last / (since - started)
    workspace.ctl("campaign", "stop", campaign)
    workspace.ctl("worker", "stop")
    sink.close()
    tarpit.close()
    return rate


def bench_send(folder):
    rate, size = send_ours(folder, "plain", SEND_N)
    source = send_smtp_source(folder, SEND_N, size)
    print_row("unsigned, personalised, durable ÷ smtp-source -d -s 10", f"{rate / source:.2f} ({rate:.0f} ÷ {source:.0f}/s)", "0.60")
    signed, size = send_ours(folder, "signed", SIGNED_N, signed=True)
    openssl = openssl_signs(os.cpu_count(), OPENSSL_SECONDS)
    print_row(f"DKIM-RSA, {size} bytes ÷ openssl rsa2048 -multi {os.cpu_count()}",
              f"{signed / openssl:.2f} ({signed:.0f} ÷ {openssl:.0f}/s)", "0.65")
    if install_nodemailer(folder):
        node = send_nodemailer(folder, NODE_N)
        print_row("DKIM-RSA ÷ nodemailer with DKIM", f"{signed / node:.1f} ({signed:.0f} ÷ {node:.0f}/s)", "12")
    else:
        print("nodemailer: the npm registry cannot be reached, so that row is missing")
    shim = {"LD_PRELOAD": str(BUILD / "tests/fakes/libbad-machine.so"), "BAD_MACHINE_SYNC_MS": str(SYNC_MS)}
    slow, _ = send_ours(folder, "slow", SEND_N, env=shim)
    fast, _ = send_ours(folder, "fast", SEND_N)
    print_row(f"a disk that syncs in {SYNC_MS} ms more ÷ without", f"{slow / fast:.2f} ({slow:.0f} ÷ {fast:.0f}/s)", "0.90")
    beside = send_beside_tarpit(folder, BESIDE_N)
    print_row("beside a server that hangs ÷ alone", f"{beside / fast:.2f} ({beside:.0f} ÷ {fast:.0f}/s)", "0.95")
    print_row("one connection at 20 ms round trip", f"{send_far(folder):.1f}/s", "40/s")


def bench_memory(folder):
    """The peak, and how much it grows from a tenth of the way on."""
    write_contacts(f"{folder}/contacts.csv", MEMORY_N)
    sink = Sink(folder)
    workspace = Workspace(folder, sink, f"{folder}/contacts.csv")
    early = []

    def look():
        while sink.count() < MEMORY_N / 10:
            time.sleep(0.05)
        early.append(workspace.read_memory("VmHWM"))
    watcher = threading.Thread(target=look)
    watcher.start()
    rate = workspace.send()
    watcher.join()
    sink.close()
    print_row(f"memory of the worker, {MEMORY_N} recipients, {rate:.0f}/s", f"{workspace.peak_mib:.0f} MiB", "96 MiB")
    print_row("growth of its peak after the first tenth", f"{workspace.peak_mib - early[0]:.1f} MiB", "5 MiB")
