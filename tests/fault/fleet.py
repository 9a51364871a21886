# SPDX-License-Identifier: GPL-3.0-or-later
"""Many small campaigns in one workspace, each with a foreign server of its own that has a fault of its own, sent by one worker at
once: what waits (for a time-out, for the next attempt) waits together, so that a whole matrix takes as long as its slowest field."""
import concurrent.futures
import json
import os
import pathlib
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
from postino import PEER, WORKER, World, wait_until, write_contacts  # noqa: E402
import invariants  # noqa: E402

USER, PASSWORD = "shop", "Fünf Ähren"
HTML = "<html><body><p>Hello {{ contact.first_name }}</p></body></html>"
AT_ONCE = 4  # calls of postinoctl


class Case:
    """One campaign and its server."""

    def __init__(self, fleet, name, peer, server, html):
        self.fleet, self.name, self.peer, self.server, self.html = fleet, name, peer, server, html
        self.campaign = self.port = None
        self.log_path, self.journal_path = fleet.world.path(f"{name}.log"), fleet.world.path(f"{name}.journal")

    def read_log(self):
        return [line.split("\t") for line in read_lines(self.log_path)]

    def read_journal(self, kind):
        """What stands behind the word on its lines."""
        return [line.partition(" ")[2] for line in read_lines(self.journal_path) if line.partition(" ")[0] == kind]

    def read_begun(self):
        """Who may be in doubt: whose final dot came, or of whom it was on its way when a fault struck in the body, since body and
        dot of a small message are one write."""
        struck = any(fault.startswith("body ") for fault in self.read_journal("fault"))
        return set(self.read_journal("dot")) | set(self.read_journal("body") if struck else ())

    def check(self, doubtful=0, kills=False, is_over=True):
        begun = None if kills else self.read_begun()
        try:
            return invariants.check(self.fleet.world, self.campaign, self.read_log(), self.fleet.recipients, doubtful, begun,
                                    is_over)
        except invariants.Broken as broken:
            raise invariants.Broken(f"{self.name}: {broken}") from broken


def read_lines(path):
    return pathlib.Path(path).read_text(encoding="utf-8").splitlines() if os.path.exists(path) else []


class Fleet:
    def __init__(self, recipients):
        self.world = World()
        self.recipients = recipients
        self.cases = {}
        self.worker = None
        self.world.run("workspace", "init")
        self.world.run("collector", "set", "--url", "none")
        self.world.run("identity", "add", "shop@example.com", "--name", "Shop")
        self.import_contacts(write_contacts(self.world, "contacts.csv", recipients))

    def close(self):
        self.world.close()

    def start_worker(self, **env):
        """What it says goes to a file: many faults are many words."""
        world = self.world
        with open(world.path("worker.log"), "ab") as log:
            process = subprocess.Popen([str(WORKER), "--workspace", world.workspace, "--foreground", "--no-bus"],
                                       env=dict(world.env, **env), stderr=log)
        world.processes.append(process)
        wait_until(lambda: process.poll() is not None or world.run("worker", "status")[0]["running"], "the worker")
        assert process.poll() is None, self.read_worker_log()
        self.worker = process
        return process

    def stop_worker(self):
        self.worker.terminate()
        status = self.worker.wait(60)
        assert status == 0, f"the worker ended with {status}: {self.read_worker_log()}"

    def read_worker_log(self):
        return pathlib.Path(self.world.path("worker.log")).read_text(encoding="utf-8", errors="replace")[-4000:]

    def import_contacts(self, path):
        self.world.run("contact", "import", path, "--list", "all", "--consent", "yes")

    def set(self, key, value):
        """A setting that only tests change."""
        with sqlite3.connect(f"{self.world.workspace}/workspace.db") as db:
            db.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value))
        db.close()

    def add(self, name, peer=(), server=("--tls", "none"), html=HTML):
        assert name not in self.cases, name
        self.cases[name] = Case(self, name, peer, server, html)
        return self.cases[name]

    def start_peers(self):
        world, cases = self.world, list(self.cases.values())
        options = [["--port-file", world.path(f"{case.name}.port"), "--log", case.log_path, "--journal", case.journal_path,
                    *map(str, case.peer)] for case in cases]
        process = subprocess.Popen(["/usr/bin/python3", str(PEER), "--fleet", world.path("fleet.json", json.dumps(options))],
                                   env=world.env, stdout=subprocess.DEVNULL)
        world.processes.append(process)
        for case in cases:
            case.port = int(wait_until(lambda: "".join(read_lines(world.path(f"{case.name}.port"))), "the peers' ports"))

    def add_server(self, case):
        self.world.run("server", "add", case.name, "--host", "127.0.0.1", "--port", case.port, "--trial", "--connections", 1,
                       *case.server, env={"PW": PASSWORD})

    def start_campaign(self, name, servers, html=HTML):
        world = self.world
        campaign = world.run("campaign", "new", name, "--from", "shop@example.com", "--subject", "Hello", "--html",
                             world.path(f"{name}.html", html), "--list", "all",
                             *(word for server in servers for word in ("--server", server)))[0]["campaign"]
        world.run("campaign", "start", campaign, "--now")
        return campaign

    def prepare(self, case):
        self.add_server(case)
        case.campaign = self.start_campaign(case.name, [case.name], case.html)

    def launch(self):
        """Peers, servers, campaigns. The caller has started a worker, else the first campaign starts one of its own."""
        self.start_peers()
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(self.prepare, self.cases.values()):
                pass

    def wait_ended(self, seconds=120, stopped=False):
        """Finished; or, with @stopped, waiting for a person to look at its server. Gives the names of those that wait."""
        sql = ("SELECT c.name, c.state, c.waiting_why, s.stopped_why IS NOT NULL FROM campaign c JOIN campaign_server cs ON cs.campaign "
               "= c.id JOIN server s ON s.id = cs.server WHERE c.state <> 'finished'")

        def look():
            assert self.worker.poll() is None, f"the worker ended with {self.worker.returncode}: {self.read_worker_log()}"
            return all(stopped and row[1] == "waiting" and row[3] for row in self.world.query(sql))
        try:
            wait_until(look, "the end of all campaigns", seconds, 0.1)
        except AssertionError as late:
            if self.worker.poll() is not None:
                raise
            raise AssertionError(f"{late}: {self.world.query(sql)}") from late
        return {row[0] for row in self.world.query(sql)}
