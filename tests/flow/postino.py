# SPDX-License-Identifier: GPL-3.0-or-later
"""What flow and fault tests share: a throw-away workspace, the programs, the scripted SMTP peer."""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("POSTINO_BUILD", ROOT / "build"))
CTL = BUILD / "src/postinoctl"
WORKER = BUILD / "src/postino-worker"
PEER = ROOT / "tests/fakes/smtp-peer.py"
ABORTED = (-signal.SIGTRAP, -signal.SIGABRT, -signal.SIGSEGV)  # how a program ends that found, or met, a fault of its own


def wait_until(condition, what, seconds=60, pause=0.02):
    """Polls; a condition that never holds is a failure that says what was waited for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(pause)
    raise AssertionError(f"waited {seconds} s for {what}")


class Failed(Exception):
    def __init__(self, done):
        super().__init__(f"{done.args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        self.status, self.stderr, self.stdout = done.returncode, done.stderr, done.stdout


class World:
    """A folder with a workspace, an environment of its own, and every process started in it ended at the end."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="postino-flow-")
        self.workspace = os.path.join(self.folder, "workspace")
        self.processes = []
        self.env = dict(os.environ, POSTINO_SECRETS="file", HOME=self.folder, LANGUAGE="en", G_DEBUG="fatal-criticals",
                        GIO_USE_NETWORK_MONITOR="base")  # which says that there is a network
        self.env.setdefault("LC_ALL", "C.UTF-8")
        self.env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        for name in ("DATA", "CONFIG", "CACHE", "STATE"):
            self.env[f"XDG_{name}_HOME"] = os.path.join(self.folder, name.lower())

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.returncode not in ABORTED, f"{process.args}: ended by signal {-process.returncode}"
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *words, statuses=(0,), env=None, stdin=None, json_out=True):
        """postinoctl; a list of the JSON lines it wrote, or its text, or with json_out=None its bytes."""
        command = [str(CTL), "--workspace", self.workspace, *(["--json"] if json_out else []), *map(str, words)]
        done = subprocess.run(command, env=dict(self.env, **(env or {})), text=json_out is not None, input=stdin,
                              capture_output=True, timeout=300)
        if done.returncode not in statuses:
            raise Failed(done)
        self.stderr, self.status = done.stderr, done.returncode
        return [json.loads(line) for line in done.stdout.splitlines()] if json_out else done.stdout

    def fail(self, *words, status=1, **options):
        """The sentence on stderr of a call that must fail with this status."""
        self.run(*words, statuses=(status,), json_out=False, **options)
        assert self.stderr.strip(), "failed without a sentence"
        return self.stderr

    def start_worker(self):
        process = subprocess.Popen([str(WORKER), "--workspace", self.workspace, "--foreground", "--no-bus"], env=self.env,
                                   stderr=subprocess.PIPE, text=True)
        self.processes.append(process)
        wait_until(lambda: process.poll() is not None or self.run("worker", "status")[0]["running"], "the worker")
        if process.poll() is not None:
            raise AssertionError(process.stderr.read())
        return process

    def stop(self, process, how=signal.SIGTERM):
        process.send_signal(how)
        status = process.wait(60)
        process.stderr.close()
        return status

    def start_peer(self, *options):
        """The foreign server; gives its port. Its log has one line a message: recipient, Message-ID, hash."""
        number = len(self.processes)
        port_file = self.path(f"peer-{number}.port")
        process = subprocess.Popen(["/usr/bin/python3", str(PEER), "--port", "0", "--port-file", port_file, "--log",
                                    self.path(f"peer-{number}.log"), *map(str, options)], env=self.env, stdout=subprocess.DEVNULL)
        self.processes.append(process)
        self.peer_log = self.path(f"peer-{number}.log")
        return int(wait_until(lambda: os.path.exists(port_file) and pathlib.Path(port_file).read_text().strip(),
                              "the peer's port"))

    def read_peer_log(self):
        if not os.path.exists(self.peer_log):
            return []
        with open(self.peer_log, encoding="utf-8") as log:
            return [line.rstrip("\n").split("\t") for line in log]

    def query(self, sql, *values):
        """Read-only SQL on the workspace, for invariants."""
        with sqlite3.connect(f"file:{self.workspace}/workspace.db?mode=ro", uri=True) as db:
            rows = db.execute(sql, values).fetchall()
        db.close()
        return rows


def write_contacts(world, name, n, header="email,first_name\n"):
    with open(world.path(name), "w", encoding="utf-8") as file:
        file.write(header)
        for i in range(n):
            file.write(f"person{i}@example.com,Name{i}\n")
    return world.path(name)


if __name__ == "__main__":
    sys.exit("this is a module of the tests")
