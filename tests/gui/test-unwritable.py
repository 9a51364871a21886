#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace that cannot be written to, or that another program is updating: a sentence that says so, and Try Again opens it
as soon as the reason is gone."""
import fcntl
import os
import subprocess
import unittest

from desktop import BUILD, Desktop, wait_until


class Unwritable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)

    def setUp(self):
        self.workspace = self.desktop.make_demo(self.id().rpartition(".")[2])
        self.desktop.stop_worker(self.workspace)

    def tearDown(self):
        self.desktop.key("ctrl+w")
        wait_until(lambda: self.program.poll() is not None, "the program to end")
        self.desktop.stop_worker(self.workspace)
        self.desktop.check_quiet()

    def remount(self, how):
        """For the program alone, which has a view of the file system of its own: chmod does not stop root."""
        subprocess.run(["nsenter", "-t", str(self.program.pid), "-m", "mount", "-o", f"remount,bind,{how}", self.workspace],
                       check=True, capture_output=True)

    def test_read_only(self):
        desktop = self.desktop
        script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$0" --workspace "$1"'
        self.program = desktop.start_program(["unshare", "-m", "sh", "-c", script, str(BUILD / "src/postino"), self.workspace])
        desktop.wait_text("The Workspace Could Not Be Opened")
        desktop.wait_text("can be read here, but not written to \\(Read-only file system\\)")
        desktop.press("Try Again")
        desktop.wait_text("can be read here, but not written to")
        self.remount("rw")
        desktop.press("Try Again")
        desktop.wait_text("Demo: nothing leaves")

    def test_being_updated(self):
        desktop = self.desktop
        with open(os.path.join(self.workspace, "schema.lock"), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.program = desktop.run("--workspace", self.workspace)
            desktop.wait_text("is being updated by another program. Try again in a moment")
            fcntl.flock(lock, fcntl.LOCK_UN)
        desktop.press("Try Again")
        desktop.wait_text("Demo: nothing leaves")


if __name__ == "__main__":
    unittest.main()
