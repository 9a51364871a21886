#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several workers on one workspace, while it sends and the moment its worker has died: one sends, the others are refused with a
sentence, nobody gets it twice."""
import os
import signal
import subprocess
import unittest

from fleet import WORKER, Fleet, wait_until

RECIPIENTS = 400
ROUNDS = 5
AT_ONCE = 4


class TwoWorkers(unittest.TestCase):
    def setUp(self):
        self.fleet = Fleet(RECIPIENTS)
        self.addCleanup(self.fleet.close)
        self.case = self.fleet.add("case", ["--delay-ms", 5])

    def start_many(self, folder=None):
        """Started in the same moment, nobody waiting for anybody."""
        world = self.fleet.world
        workers = [subprocess.Popen([str(WORKER), "--workspace", folder or world.workspace, "--foreground", "--no-bus"], env=world.env,
                                    stderr=subprocess.PIPE, text=True) for _ in range(AT_ONCE)]
        world.processes += workers
        return workers

    def check_refused(self, worker):
        self.assertEqual(worker.wait(30), 1)
        self.assertRegex(worker.stderr.read(), r"^A worker already runs on the workspace “.*”\n$")

    def wait_held(self, n):
        wait_until(lambda: len(self.case.read_log()) >= n, f"{n} messages")

    def test_beside_one_that_sends(self):
        """Also by another name of the folder."""
        fleet = self.fleet
        alias = fleet.world.path("alias")
        os.symlink(fleet.world.workspace, alias)
        fleet.start_worker()
        fleet.launch()
        for n in range(ROUNDS):
            self.wait_held(RECIPIENTS * (n + 1) // (ROUNDS + 2))
            for worker in self.start_many(alias if n % 2 else None):
                self.check_refused(worker)
        fleet.wait_ended()
        fleet.stop_worker()
        self.assertEqual({state for state, _ in self.case.check().values()}, {"accepted"})

    def test_after_one_that_died(self):
        """The race for its place: exactly one has it, each time."""
        fleet = self.fleet
        current = fleet.start_worker()
        fleet.launch()
        for n in range(ROUNDS):
            self.wait_held(RECIPIENTS * (n + 1) // (ROUNDS + 2))
            current.send_signal(signal.SIGKILL)
            current.wait()
            workers = self.start_many()
            wait_until(lambda: sum(worker.poll() is None for worker in workers) == 1, "all but one to end")
            for worker in workers:
                if worker.poll() is None:
                    current = fleet.worker = worker
                else:
                    self.check_refused(worker)
        fleet.wait_ended()
        fleet.stop_worker()
        rows = self.case.check(doubtful=ROUNDS, kills=True)
        self.assertLessEqual({state for state, _ in rows.values()}, {"accepted", "in_doubt"})


if __name__ == "__main__":
    unittest.main()
