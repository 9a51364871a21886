#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer that fails: the n-th write or sync of the worker does, it dies at its n-th system call, for n all over its life; its disk
is slow; its clock jumps. After each the invariants hold (SQLite's way: complete and deterministic, no luck involved).

bad-machine.c stands between the worker and the system. Several workers at once, each with a workspace and a server of its own.
"""
import concurrent.futures
import pathlib
import struct
import subprocess
import unittest

import invariants
from fleet import WORKER, Fleet, read_lines, wait_until
from postino import BUILD

SHIM = BUILD / "tests/fakes/libbad-machine.so"
RECIPIENTS = 60
CONNECTIONS = 2
AT_ONCE = 3
SPREAD = {"write": 22, "sync": 12, "send": 8, "receive": 8, "any": 24}  # values of n
CLASSES = ("write", "sync", "send", "receive", "any")


class Machine:
    """One worker on a machine of its own."""

    def __init__(self, recipients=RECIPIENTS, server=(), peer=()):
        self.fleet = Fleet(recipients)
        self.case = self.fleet.add("case", [*peer], ["--tls", "none", "--connections", CONNECTIONS, *server])
        self.fleet.start_peers()
        self.fleet.add_server(self.case)
        self.counts_path = self.fleet.world.path("counts")

    def start(self, **env):
        """A worker with the shim before it. It may be dead before it has begun."""
        world = self.fleet.world
        with open(world.path("worker.log"), "ab") as log:
            self.process = subprocess.Popen([str(WORKER), "--workspace", world.workspace, "--foreground", "--no-bus"], stderr=log,
                                            env=dict(world.env, LD_PRELOAD=str(SHIM), BAD_MACHINE_COUNTS=self.counts_path, **env))
        world.processes.append(self.process)
        wait_until(lambda: self.process.poll() is not None or world.run("worker", "status")[0]["running"], "the worker")

    def write_campaign(self):
        """The wish alone: the command line would start a worker where there is none."""
        world = self.fleet.world
        self.case.campaign = world.run("campaign", "new", "case", "--from", "shop@example.com", "--subject", "Hello", "--html",
                                       world.path("letter.html", "<p>Hello {{ contact.first_name }}"), "--list", "all", "--server",
                                       "case")[0]["campaign"]

    def send(self):
        """It may just have finished, which is a status of 1."""
        self.fleet.world.run("campaign", "start", self.case.campaign, "--now", statuses=(0, 1))

    def get_state(self):
        return self.fleet.world.query("SELECT state FROM campaign WHERE id = ?", self.case.campaign)[0][0]

    def wait_finished_or_dead(self, seconds=60):
        wait_until(lambda: self.process.poll() is not None or self.get_state() == "finished", "the end of the campaign or the worker",
                   seconds)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)

    def finish_in_peace(self):
        """What a healthy worker makes of what is left; the command line starts one, unless the bad one still lives."""
        world = self.fleet.world
        if self.get_state() != "finished":
            self.send()
        wait_until(lambda: self.get_state() == "finished", "the end of the campaign", 60)
        world.run("worker", "stop", statuses=(0, 1))
        wait_until(lambda: not world.run("worker", "status")[0]["running"], "the end of the worker")

    def read_counts(self):
        return {name: int(n) for name, n in (line.split() for line in read_lines(self.counts_path))}


def run_bad(rule, **env):
    """One life with this failure in it: what the worker ended with, and what is wrong afterwards, or None."""
    machine = Machine()
    try:
        machine.write_campaign()
        machine.start(BAD_MACHINE=rule, **env)
        if machine.process.poll() is None:
            machine.send()
        machine.wait_finished_or_dead()
        status = machine.stop()
        machine.finish_in_peace()
        # A write to the server that fails may have been the last one; a disk that fails puts nobody in doubt.
        doubtful = CONNECTIONS if status == -9 else 1 if rule.startswith(("send", "receive")) else 0
        machine.case.check(doubtful, kills=True)
        return status, machine.fleet.read_worker_log(), None
    except AssertionError as fault:
        return None, machine.fleet.read_worker_log(), f"{rule}: {fault}"
    finally:
        machine.fleet.close()


def spread(name, total):
    """Values of n from the first call to the last, evenly, the first two among them."""
    values = SPREAD[name] - 2
    return sorted({1, 2} | {max(1, total * n // values) for n in range(1, values + 1)})


class BadMachine(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        """How many calls a life without a failure has."""
        machine = Machine()
        try:
            machine.write_campaign()
            machine.start()
            machine.send()
            machine.wait_finished_or_dead()
            assert machine.stop() == 0
            machine.case.check()
            cls.counts = machine.read_counts()
        finally:
            machine.fleet.close()
        assert all(cls.counts[name] > 10 for name in CLASSES), cls.counts

    def run_all(self, rules):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = dict(zip(rules, pool.map(run_bad, rules)))
        faults = [fault for _, _, fault in outcomes.values() if fault]
        self.assertEqual(faults, [])
        return {rule: status for rule, (status, _, _) in outcomes.items()}, {rule: said for rule, (_, said, _) in outcomes.items()}

    def test_calls_that_fail(self):
        rules = [f"{name}:{n}:{error}" for name, error in (("write", "EIO"), ("write", "ENOSPC"), ("sync", "EIO"), ("send", "EIO"),
                                                           ("receive", "EIO")) for n in spread(name, self.counts[name])]
        statuses, said = self.run_all(rules)
        for rule, status in statuses.items():
            # It goes on, or does not begin, with a sentence; a failure is no reason to crash.
            self.assertIn(status, (0, 1), rule)
            if status == 1:
                self.assertTrue(said[rule].strip(), rule)

    def test_killed_at_a_call(self):
        rules = [f"any:{n}:{how}" for how in ("kill", "kill-after") for n in spread("any", self.counts["any"])]
        rules += [f"send:{n}:kill-after" for n in spread("send", self.counts["send"])]
        statuses, _ = self.run_all(rules)
        self.assertGreater(list(statuses.values()).count(-9), len(rules) * 3 // 4)

    def test_slow_disk(self):
        """Each sync takes longer: it takes longer, nothing else."""
        for ms in (2, 200):
            machine = Machine()
            try:
                machine.write_campaign()
                machine.start(BAD_MACHINE_SYNC_MS=str(ms))
                machine.send()
                machine.wait_finished_or_dead()
                self.assertEqual(machine.stop(), 0)
                self.assertEqual({state for state, _ in machine.case.check().values()}, {"accepted"})
                self.assertGreater(machine.read_counts()["sync"], 3)
            finally:
                machine.fleet.close()


HOUR = 3600
DAY = 24 * HOUR


class Clock(unittest.TestCase):
    """The wall clock of the worker's machine is set, again and again, while it sends. The peer's clock does not jump."""

    def begin(self, *server, peer=()):
        self.machine = machine = Machine(server=server, peer=peer)
        self.addCleanup(machine.fleet.close)
        self.clock = pathlib.Path(machine.fleet.world.path("clock"))
        self.clock.write_bytes(struct.pack("q", 0))

    def set(self, seconds):
        with open(self.clock, "r+b") as file:
            file.write(struct.pack("q", int(seconds * 1e6)))

    def start(self):
        self.machine.write_campaign()
        self.machine.start(BAD_MACHINE_CLOCK=str(self.clock))
        self.machine.send()

    def count_held(self):
        return len(self.machine.case.read_log())

    def end(self):
        self.assertEqual(self.machine.stop(), 0)
        self.assertEqual({state for state, _ in self.machine.case.check().values()}, {"accepted"})

    def test_spacing(self):
        """20 a second stay 20 a second; a tenth closer on the way is the network's doing."""
        self.begin("--per-second", 20)
        self.start()
        for n, seconds in enumerate((2 * HOUR, -3 * HOUR, 40 * DAY, -40 * DAY, 0), 1):
            wait_until(lambda at=n * RECIPIENTS // 6: self.count_held() >= at, "messages")
            self.set(seconds)
        self.machine.wait_finished_or_dead()
        self.end()
        invariants.check_spacing(self.machine.case.read_log(), 20, 0.9)

    def test_cap(self):
        """20 an hour, and no more, whatever the clock says; the rest waits for a real hour."""
        self.begin("--per-hour", 20)
        self.start()
        for n, seconds in enumerate((2 * HOUR, -3 * HOUR, 40 * DAY, -40 * DAY, 2 * HOUR), 1):
            wait_until(lambda at=n * 3: self.count_held() >= at, "messages")
            self.set(seconds)
        wait_until(lambda: self.machine.get_state() == "waiting", "it to wait")
        for seconds in (5 * HOUR, -5 * HOUR, 0):
            self.set(seconds)
            for verb, state in (("pause", "paused"), ("resume", "waiting")):  # so it has looked once more
                self.machine.fleet.world.run("campaign", verb, self.machine.case.campaign)
                wait_until(lambda state=state: self.machine.get_state() == state, state)
        self.assertEqual(self.count_held(), 20)
        self.assertEqual(self.machine.stop(), 0)
        self.assertEqual(self.count_held(), 20)
        self.machine.case.check(is_over=False)

    def test_next_attempt(self):
        """Greylisted for some seconds, the clock set back by a day meanwhile: the next attempt is not a day away."""
        self.begin(peer=["--greylist"])
        self.machine.fleet.set("retry-first-seconds", "3")
        self.start()
        wait_until(lambda: self.machine.get_state() == "waiting", "all to be deferred")
        self.set(-DAY)
        wait_until(lambda: self.count_held() == RECIPIENTS, "the next attempt", 10)
        self.machine.wait_finished_or_dead()
        self.end()


if __name__ == "__main__":
    unittest.main()
