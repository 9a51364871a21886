#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A campaign under way: paused, resumed, stopped, in doubt; and the programs killed while it sends."""
import os
import pathlib
import signal
import unittest

from desktop import Desktop
from prepared import Prepared


class Sending(unittest.TestCase):
    N = 300

    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.mine = Prepared(self.desktop)
        self.workspace = self.mine.workspace
        self.addCleanup(self.desktop.stop_worker, self.workspace)

    def prepare(self, *options, server=("--connections", 1)):
        self.mine.fill(self.N, *options, server=server)
        return self.mine.new_campaign("Big")

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
        campaign = self.prepare("--delay-ms", "60")
        program = self.mine.open("Big")
        self.mine.ctl("campaign", "start", campaign, "--now")
        desktop.wait_text("You may close the window: sending goes on")
        self.mine.sent(10)
        self.kill_worker()
        desktop.press("Start It")
        self.mine.sent(len(desktop.read_peer()) + 10)
        program.kill()
        program.wait()
        self.mine.sent(len(desktop.read_peer()) + 10)
        self.mine.open("Big")
        desktop.wait_text("^Finished", 90)
        took = desktop.read_peer()
        self.assertEqual(len(took), len(set(took)), "somebody got it twice")
        doubtful = {row[0] for row in desktop.query(self.workspace, "SELECT address FROM ledger WHERE state = 3")}
        self.assertEqual(sorted(set(took) | doubtful), self.mine.everybody())
        desktop.check_quiet()

    def test_pause_resume_stop(self):
        desktop = self.desktop
        campaign = self.prepare("--delay-ms", "60")
        self.mine.open("Big")
        self.mine.ctl("campaign", "start", campaign, "--now")
        self.mine.sent(3)
        desktop.press("Pause")
        desktop.wait_text("^Paused$")
        paused = len(desktop.read_peer())
        desktop.press("Resume")
        self.mine.sent(paused + 3)
        desktop.press("Stop…")
        desktop.wait_text("Stop for Good")
        desktop.press("Stop")
        desktop.wait_text("^Stopped$")
        desktop.find("Cancelled")
        took = len(desktop.read_peer())
        states = dict(desktop.query(self.workspace, "SELECT state, count(*) FROM ledger GROUP BY state"))
        self.assertEqual(states, {4: took, 8: self.N - took})
        desktop.check_quiet()

    def test_uncertain_and_refused(self):
        """What broke after the dot is asked about; the answer of the person is done."""
        desktop = self.desktop
        campaign = self.prepare("--fault", "dot-after-accept:2:close", "--fault", "dot-after-accept:4:close",
                                "--reply-for", "person7@*=550 5.1.1 no such user", "--reply-for", "person9@*=554 5.0.0 not today")
        self.mine.open("Big")
        self.mine.ctl("campaign", "start", campaign, "--now")
        desktop.wait_text("2 uncertain messages", 60)
        desktop.wait_text("Finished, 2 uncertain")
        desktop.find("By Server")
        desktop.find("By Recipients’ Provider")
        desktop.wait_text(f"^{self.N - 4} accepted, 2 refused, 2 uncertain$")
        desktop.press("Take as Sent")
        desktop.wait_text("Decided about 2 recipients")
        desktop.wait_text("^Finished$")
        desktop.press("Try Again")
        desktop.wait_text("^1 person whose server refused the message is written to again. 1 person must not be mailed any more")
        desktop.press("Cancel")
        self.assertEqual(self.mine.query("SELECT count(*) FROM event WHERE detail = 'refused: retry'"), [(0,)])
        desktop.press("Try Again")
        desktop.press("Try Them Again")
        desktop.wait_text("Decided about 1 recipient")
        desktop.wait_for(lambda: self.mine.query("SELECT count(*) FROM event WHERE type = 'refused'") == [(3,)], "one more refusal")
        took = desktop.read_peer()
        self.assertEqual(len(took), len(set(took)))
        desktop.check_quiet()


    def press_in_row(self, of, name):
        """The button @name in the row that says @of."""
        def find():
            for node in self.desktop.screen.look():
                if node.role == "table row" or node.role == "list item":
                    names = list(walk_names(node))
                    if any(name == of for name, _ in names):
                        return next((below for name_, below in names if name_ == name and below.role == "push button"), None)
            return None
        self.desktop.screen.act(self.desktop.wait_for(find, f"“{name}” beside {of}"))

    def test_uncertain_one_by_one(self):
        """Each is decided about by itself in its row; the rest all at once. What is sent again, is, also after a stop."""
        desktop = self.desktop
        faults = [f"dot-after-accept:{n}:close" for n in (2, 4, 6, 8)]
        campaign = self.prepare("--delay-ms", "60", *(word for fault in faults for word in ("--fault", fault)))
        self.mine.open("Big")
        self.mine.ctl("campaign", "start", campaign, "--now")
        self.mine.sent(12)
        desktop.press("Stop…")
        desktop.press("Stop")
        desktop.wait_text("Finished, 4 uncertain")
        doubtful = [row[0] for row in self.mine.query("SELECT address FROM ledger WHERE state = 3 ORDER BY id")]
        self.assertEqual(len(doubtful), 4)
        before = desktop.read_peer()
        desktop.press("Decide about each of them")
        for address in doubtful:
            desktop.find(address)
        self.press_in_row(doubtful[1], "Send Again")
        desktop.wait_text("Decided about 1 recipient")
        desktop.wait_gone(doubtful[1])
        self.mine.sent(len(before) + 1)
        self.press_in_row(doubtful[0], "Take as Sent")
        desktop.wait_gone(doubtful[0])
        desktop.press("Back")
        desktop.wait_text("2 uncertain messages")
        desktop.press("Send Again")
        desktop.wait_text("Decided about 2 recipients")
        self.mine.sent(len(before) + 3)
        desktop.wait_text("^Finished$")
        self.assertEqual(sorted(desktop.read_peer()[len(before):]), sorted(doubtful[1:]))
        self.assertEqual(self.mine.query("SELECT count(*) FROM ledger WHERE state < 4"), [(0,)])
        desktop.check_quiet()


def walk_names(node):
    yield node.name, node
    for child in node.children:
        yield from walk_names(child)


if __name__ == "__main__":
    unittest.main()
