#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk, while sending, while stopping and while importing: a workspace on a small tmpfs that is filled up.

Whoever may not mount gets a user namespace of their own, in which they may (unshare(1)); without that the tests fail.
"""
import errno
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
from postino import WORKER, World, wait_until, write_contacts  # noqa: E402
import invariants  # noqa: E402

RECIPIENTS = 1500
SIZE_MIB = 96
IMPORTED = 6000
BLOCK = 64 << 10


def mount(folder):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=0700", "tmpfs", folder],
                          capture_output=True, text=True)


def enter_namespace():
    """Runs this very file again where mounting is allowed."""
    with tempfile.TemporaryDirectory(prefix="postino-mount-") as folder:
        if mount(folder).returncode == 0:
            subprocess.run(["umount", folder], check=True)
            return
    if os.environ.get("POSTINO_IN_NAMESPACE"):
        sys.exit("tmpfs cannot be mounted, not even in a user namespace")
    os.environ["POSTINO_IN_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", sys.executable, *sys.argv])


class Disk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="postino-disk-")
        self.addCleanup(os.rmdir, self.folder)
        done = mount(self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.addCleanup(subprocess.run, ["umount", "-l", self.folder], check=True)
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.workspace = os.path.join(self.folder, "workspace")
        self.filler = os.path.join(self.folder, "filler")
        self.log = self.world.path("worker.log", "")
        self.world.run("workspace", "init")

    def fill(self, leave=0):
        """Takes all space but `leave` bytes."""
        room = os.statvfs(self.folder)
        wanted = max(0, room.f_bavail * room.f_frsize - leave) if leave else SIZE_MIB << 20
        with open(self.filler, "ab", buffering=0) as filler:
            try:
                while wanted > 0:
                    wanted -= filler.write(bytes(min(BLOCK, wanted)))  # a short write takes the last bytes
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC)

    def free(self):
        self.assertGreater(os.path.getsize(self.filler), SIZE_MIB << 19, "the disk is too small for this test")
        os.unlink(self.filler)

    def start_worker(self):
        with open(self.log, "ab") as log:
            process = subprocess.Popen([str(WORKER), "--workspace", self.world.workspace, "--foreground", "--no-bus"],
                                       env=self.world.env, stderr=log)
        self.world.processes.append(process)
        wait_until(lambda: process.poll() is not None or self.world.run("worker", "status")[0]["running"], "the worker")
        return process

    def read_log(self):
        return pathlib.Path(self.log).read_text(encoding="utf-8")

    def count_held(self):
        return len(self.world.read_peer_log())

    def start_campaign(self):
        world = self.world
        port = world.start_peer("--delay-ms", 3)
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", write_contacts(world, "contacts.csv", RECIPIENTS), "--list", "all", "--consent", "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial",
                  "--connections", 2)
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        html = world.path("letter.html", "<html><body><p>Hello {{ contact.first_name }}</p></body></html>")
        campaign = world.run("campaign", "new", "full", "--from", "shop@example.com", "--subject", "Hello", "--html", html,
                             "--list", "all", "--server", "peer")[0]["campaign"]
        worker = self.start_worker()
        world.run("campaign", "start", campaign, "--now")
        wait_until(lambda: self.count_held() > RECIPIENTS // 10, "the first messages")
        return campaign, worker

    def check_end(self, campaign, doubtful=0):
        """Everybody once; nothing in doubt where no process died, since every answer is known."""
        wait_until(lambda: self.look(campaign, "finished"), "the end of the campaign", 120)
        rows = invariants.check(self.world, campaign, self.world.read_peer_log(), RECIPIENTS, doubtful)
        self.assertLessEqual({state for state, _ in rows.values()}, {"accepted", "in_doubt"})

    def look(self, campaign, state):
        status = self.world.run("campaign", "status", campaign)[0]
        return status if status["state"] == state else None

    def fill_until_it_is_noticed(self):
        self.fill()
        wait_until(lambda: "disk is full" in self.read_log(), "the worker's sentence about the disk")

    def test_sending_goes_on(self):
        campaign, worker = self.start_campaign()
        self.fill_until_it_is_noticed()
        held = self.count_held()
        self.assertLess(held, RECIPIENTS)
        self.assertIsNone(worker.poll(), "the worker died of a full disk")
        # What was armed may still leave, nothing more; people can look at it meanwhile.
        self.assertIn(self.world.run("campaign", "status", campaign)[0]["state"], ("running", "waiting"))
        self.assertLess(self.count_held(), RECIPIENTS)
        self.free()
        self.check_end(campaign)
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(worker.wait(60), 0)

    def test_stopped_while_full(self):
        """The worker ends in time, though it cannot write what it knows; the flight table keeps it."""
        campaign, worker = self.start_campaign()
        self.fill_until_it_is_noticed()
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(worker.wait(60), 0)
        refused = self.start_worker()
        if refused.poll() is not None:
            self.assertEqual(refused.returncode, 1)
            self.assertRegex(self.read_log().splitlines()[-1], "full|No space left")
        self.free()
        if refused.poll() is not None:
            self.start_worker()
        self.check_end(campaign)

    def test_killed_while_full(self):
        campaign, worker = self.start_campaign()
        self.fill_until_it_is_noticed()
        worker.kill()
        worker.wait()
        self.free()
        self.start_worker()
        self.check_end(campaign, doubtful=2)

    def test_import(self):
        """With less and less room to leave: it ends in a sentence with nothing changed, or it is done."""
        world = self.world
        path = write_contacts(world, "many.csv", IMPORTED)
        world.run("contact", "import", write_contacts(world, "few.csv", 5), "--list", "all")
        outcomes = set()
        for leave in (64 << 10, 256 << 10, 1 << 20, 2 << 20, 3 << 20, 4 << 20, 6 << 20, 40 << 20):
            self.fill(leave)
            world.run("contact", "import", path, "--list", "all", statuses=(0, 1), json_out=False)
            outcomes.add(world.status)
            if world.status == 1:
                self.assertRegex(world.stderr, "disk is full")
            self.free()
            n = world.query("SELECT count(*) FROM contact")[0][0]
            info = world.run("workspace", "info")[0]
            self.assertEqual(info["contacts"], IMPORTED if world.status == 0 and 0 in outcomes else 5, f"{leave} bytes, {n} rows")
            self.assertEqual(world.query("SELECT count(*) FROM import WHERE state = 'applying'"), [(0,)])
            self.assertEqual(world.query("PRAGMA integrity_check"), [("ok",)])
            if 0 in outcomes:
                break
        self.assertEqual(outcomes, {0, 1})

    def test_init_on_full_disk(self):
        other = os.path.join(self.folder, "other")
        self.fill()
        self.world.workspace = other
        self.assertRegex(self.world.fail("workspace", "init"), "full|No space left")
        self.free()
        self.world.run("workspace", "init")

    def test_backup_on_full_disk(self):
        self.fill()
        target = os.path.join(self.folder, "backup.postino")
        self.assertRegex(self.world.fail("workspace", "backup", target), "full|No space left")
        self.free()
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("backup")], [])
        self.world.run("workspace", "backup", target)


if __name__ == "__main__":
    enter_namespace()
    unittest.main()
