#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A campaign under way: paused, resumed, stopped, in doubt; and the programs killed while it sends."""
import os
import pathlib
import signal
import unittest

from desktop import Desktop, wait_until


class Sending(unittest.TestCase):
    N = 300

    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)

    def ctl(self, *words):
        return self.desktop.ctl(self.workspace, *words)

    def write_file(self, name, text):
        path = os.path.join(self.desktop.folder, name)
        pathlib.Path(path).write_text(text, encoding="utf-8")
        return path

    def prepare(self, *options, server=()):
        port = self.desktop.start_peer(*options)
        contacts = "email,first_name\n" + "".join(f"person{i}@example.com,Name{i}\n" for i in range(self.N))
        self.ctl("workspace", "init")
        self.ctl("contact", "import", self.write_file("contacts.csv", contacts), "--list", "all", "--consent", "yes")
        self.ctl("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", *server)
        self.ctl("identity", "add", "shop@example.com", "--name", "Shop")
        letter = self.write_file("letter.html", "<p>Hello {{ contact.first_name }}</p>")
        return self.ctl("campaign", "new", "Big", "--from", "shop@example.com", "--subject", "Hello", "--html", letter,
                        "--list", "all", "--server", "peer")[0]["campaign"]

    def open(self):
        program = self.desktop.run("--workspace", self.workspace)
        self.desktop.find("Overview")
        self.desktop.key("alt+2")
        self.desktop.press("Big")
        return program

    def everybody(self):
        return sorted(f"person{i}@example.com" for i in range(self.N))

    def sent(self, at_least):
        wait_until(lambda: len(self.desktop.read_peer()) >= at_least, f"{at_least} messages")

    def kill_worker(self):
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"postino-worker") and self.workspace.encode() in words:
                os.kill(int(folder.name), signal.SIGKILL)
                return
        self.fail("no worker to kill")

    def test_killed_while_it_sends(self):
        """A banner says so, the worker is started again, the killed window is not needed; nobody gets it twice."""
        desktop = self.desktop
        campaign = self.prepare("--delay-ms", "60", server=("--connections", 1))
        program = self.open()
        self.ctl("campaign", "start", campaign, "--now")
        desktop.wait_text("You may close the window: sending goes on")
        self.sent(10)
        self.kill_worker()
        desktop.press("Start It")
        self.sent(len(desktop.read_peer()) + 10)
        program.kill()
        program.wait()
        self.sent(len(desktop.read_peer()) + 10)
        self.open()
        desktop.wait_text("^Finished", 90)
        took = desktop.read_peer()
        self.assertEqual(len(took), len(set(took)), "somebody got it twice")
        doubtful = {row[0] for row in desktop.query(self.workspace, "SELECT address FROM ledger WHERE state = 3")}
        self.assertEqual(sorted(set(took) | doubtful), self.everybody())
        desktop.check_quiet()

    def test_pause_resume_stop(self):
        desktop = self.desktop
        campaign = self.prepare("--delay-ms", "60", server=("--connections", 1))
        self.open()
        self.ctl("campaign", "start", campaign, "--now")
        self.sent(3)
        desktop.press("Pause")
        desktop.wait_text("^Paused$")
        paused = len(desktop.read_peer())
        desktop.press("Resume")
        self.sent(paused + 3)
        desktop.press("Stop…")
        desktop.wait_text("Stop for Good")
        desktop.press("Stop")
        desktop.wait_text("^Finished$")
        desktop.find("Cancelled")
        took = len(desktop.read_peer())
        states = dict(desktop.query(self.workspace, "SELECT state, count(*) FROM ledger GROUP BY state"))
        self.assertEqual(states, {4: took, 8: self.N - took})
        desktop.check_quiet()

    def test_uncertain_and_refused(self):
        """What broke after the dot is asked about; the answer of the person is done."""
        desktop = self.desktop
        campaign = self.prepare("--fault", "dot-after-accept:2:close", "--fault", "dot-after-accept:4:close",
                                "--reply-for", "person7@*=550 5.1.1 no such user", server=("--connections", 1))
        self.open()
        self.ctl("campaign", "start", campaign, "--now")
        desktop.wait_text("2 uncertain messages", 60)
        desktop.wait_text("Finished, 2 uncertain")
        desktop.press("Take as Sent")
        desktop.wait_text("Decided about 2 recipients")
        desktop.wait_text("^Finished$")
        desktop.press("Try Again")
        desktop.wait_text("whoever is excluded is not written to again")
        took = desktop.read_peer()
        self.assertEqual(len(took), len(set(took)))
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
