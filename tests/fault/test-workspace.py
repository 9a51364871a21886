#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace that is not what it should be: newer, damaged, copied half way through a campaign, restored, in use."""
import fcntl
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
from postino import WORKER, World, wait_until, write_contacts  # noqa: E402

RECIPIENTS = 600


class Workspace(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.run("workspace", "init")
        self.database = os.path.join(self.world.workspace, "workspace.db")

    def read_database(self):
        return pathlib.Path(self.database).read_bytes()

    def fail_worker(self):
        """The sentence of a worker that does not start."""
        done = subprocess.run([str(WORKER), "--workspace", self.world.workspace, "--foreground", "--no-bus"],
                              env=self.world.env, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        return done.stderr

    def check_refused(self, words, path=None):
        before = self.read_database()
        for sentence in (self.world.fail("workspace", "info"), self.world.fail("contact", "list"), self.fail_worker()):
            self.assertRegex(sentence, words)
            self.assertIn(path or self.database, sentence)
        self.assertEqual(self.read_database(), before, "a refused workspace was written to")

    def test_newer(self):
        with sqlite3.connect(self.database) as db:
            db.execute("PRAGMA user_version = 99")
        db.close()
        self.check_refused("newer version of Postino")

    def test_not_a_database(self):
        pathlib.Path(self.database).write_text("This is a letter to the editor.\n" * 400, encoding="utf-8")
        self.check_refused("is damaged")

    def test_damaged(self):
        """From the second page on; the header and the list of tables are whole, so that it can be opened."""
        self.world.run("contact", "import", write_contacts(self.world, "contacts.csv", 500))
        with open(self.database, "r+b") as file:
            size = os.path.getsize(self.database)
            file.seek(32 << 10)
            file.write(b"\x5a" * (size - (32 << 10)))
        self.check_refused("is damaged")

    def test_damaged_in_the_middle(self):
        """Only where the contacts are: what does not look there works, the check says it, a query says it."""
        self.world.run("contact", "import", write_contacts(self.world, "contacts.csv", 5000))
        with open(self.database, "r+b") as file:
            size = os.path.getsize(self.database)
            file.seek(size // 2 & ~4095)
            file.write(b"\x5a" * (size // 4))
        before = self.read_database()
        self.assertIn("damaged", self.world.fail("workspace", "check"))
        self.assertIn("is damaged", self.world.fail("contact", "list", "--limit", "5000"))
        self.assertEqual(self.read_database(), before)

    def test_being_updated(self):
        with open(os.path.join(self.world.workspace, "schema.lock"), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("being updated", self.world.fail("workspace", "info"))
        self.world.run("workspace", "info")

    def test_second_worker(self):
        self.world.start_worker()
        sentence = self.fail_worker()
        self.assertIn("A worker already runs", sentence)
        self.assertIn(self.world.workspace, sentence)

    # ---- copies ----

    def send_half(self):
        """A campaign that was stopped in the middle with its worker; the campaign's number and who has it."""
        world = self.world
        port = world.start_peer("--delay-ms", 5)
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", write_contacts(world, "contacts.csv", RECIPIENTS), "--list", "all", "--consent", "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial",
                  "--connections", 2)
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        html = world.path("letter.html", "<html><body><p>Hello {{ contact.first_name }}</p></body></html>")
        campaign = world.run("campaign", "new", "half", "--from", "shop@example.com", "--subject", "Hello", "--html", html,
                             "--list", "all", "--server", "peer")[0]["campaign"]
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        wait_until(lambda: len(world.read_peer_log()) > RECIPIENTS // 4, "a quarter of the messages")
        self.assertEqual(world.stop(worker), 0)
        held = self.read_held()
        self.assertLess(len(held), RECIPIENTS)
        return campaign, held

    def read_held(self):
        held = [line[0] for line in self.world.read_peer_log()]
        self.assertEqual(len(held), len(set(held)), "somebody got it twice")
        return set(held)

    def look(self, campaign):
        return self.world.run("campaign", "status", campaign)[0]

    def check_held_back(self, campaign, held):
        """Paused, the rest in doubt, and a worker that has looked at it sends nothing."""
        status = self.look(campaign)
        self.assertIn("copied or moved", self.world.stderr)
        self.assertEqual((status["state"], status["accepted"], status["in_doubt"]),
                         ("paused", len(held), RECIPIENTS - len(held)))
        worker = self.world.start_worker()
        # A test that is sent proves that the worker has looked at everything that could be sent.
        self.world.run("campaign", "test", campaign, "--to", "proof@example.com")
        wait_until(lambda: "proof@example.com" in self.read_held(), "the test message")
        self.assertEqual(self.read_held() - {"proof@example.com"}, held)
        self.assertEqual(self.look(campaign)["state"], "paused")
        self.assertEqual(self.world.stop(worker), 0)

    def finish_as_newer(self, campaign, held):
        world = self.world
        adopted = world.run("workspace", "adopt", "--newer")[0]
        self.assertEqual(adopted["recipients"], RECIPIENTS - len(held))
        worker = world.start_worker()
        world.run("campaign", "resume", campaign)
        status = wait_until(lambda: self.look(campaign) if self.look(campaign)["state"] == "finished" else None, "the end")
        self.assertEqual((status["accepted"], status["in_doubt"]), (RECIPIENTS, 0))
        everybody = {f"person{i}@example.com" for i in range(RECIPIENTS)}
        self.assertEqual(self.read_held() - {"proof@example.com"}, everybody)
        self.assertEqual(world.stop(worker), 0)
        self.assertEqual(world.query("PRAGMA integrity_check"), [("ok",)])

    def test_copied_half_way(self):
        """The copy goes on as the newer one; after that the first one is the old copy, and sends nothing by itself."""
        world, first = self.world, self.world.workspace
        campaign, held = self.send_half()
        world.workspace = first + "-copy"
        shutil.copytree(first, world.workspace)
        self.check_held_back(campaign, held)
        self.finish_as_newer(campaign, held)

        world.workspace = first
        worker = world.start_worker()
        status = self.look(campaign)
        self.assertEqual((status["state"], status["in_doubt"]), ("paused", RECIPIENTS - len(held)))
        self.assertEqual(world.stop(worker), 0)
        self.assertEqual(len(self.read_held() - {"proof@example.com"}), RECIPIENTS)

    def test_old_file_in_place(self):
        """cp of an old workspace.db over the newer one: same folder, same inode."""
        world = self.world
        campaign, held = self.send_half()
        old = self.read_database()
        worker = world.start_worker()
        wait_until(lambda: self.look(campaign)["state"] == "finished", "the end of the campaign")
        self.assertEqual(world.stop(worker), 0)
        with open(self.database, "r+b") as file:
            file.truncate(0)
            file.write(old)
        status = self.look(campaign)
        self.assertEqual((status["state"], status["in_doubt"]), ("paused", RECIPIENTS - len(held)))
        worker = world.start_worker()
        self.assertEqual(world.stop(worker), 0)
        self.assertEqual(len(self.read_held()), RECIPIENTS)

    def test_backup_restored_half_way(self):
        world = self.world
        campaign, held = self.send_half()
        backup = world.path("shop.postino")
        world.run("workspace", "backup", backup)
        world.run("suppression", "add", "person1@example.com", "--reason", "manual")
        worker = world.start_worker()
        self.assertIn("worker", world.fail("workspace", "restore", backup))
        self.assertEqual(world.stop(worker, signal.SIGTERM), 0)
        sent = self.read_held()
        self.assertGreaterEqual(sent, held)
        world.run("workspace", "restore", backup)
        status = self.look(campaign)
        self.assertEqual((status["state"], status["accepted"], status["in_doubt"]),
                         ("paused", len(held), RECIPIENTS - len(held)))
        self.assertEqual(world.query("SELECT count(*) FROM suppression WHERE key = 'person1@example.com'"), [(1,)])
        worker = world.start_worker()
        self.assertEqual(world.stop(worker), 0)
        self.assertEqual(self.read_held(), sent)

    def test_moved(self):
        """Renaming the folder is not a copy: it goes on by itself."""
        world = self.world
        campaign, _ = self.send_half()
        moved = world.workspace + "-moved"
        os.rename(world.workspace, moved)
        world.workspace = moved
        world.start_worker()
        status = wait_until(lambda: self.look(campaign) if self.look(campaign)["state"] == "finished" else None, "the end")
        self.assertEqual(status["accepted"], RECIPIENTS)
        self.assertEqual(len(self.read_held()), RECIPIENTS)


if __name__ == "__main__":
    unittest.main()
