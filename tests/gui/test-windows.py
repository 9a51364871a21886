#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspaces that cannot be opened, or not twice, and programs that are killed: a sentence each time, and nothing lost."""
import os
import pathlib
import signal
import sqlite3
import unittest

from desktop import BUILD, Desktop, wait_until


class Windows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.template = cls.desktop.make_demo("template")

    def setUp(self):
        self.workspace = os.path.join(self.desktop.folder, self.id().rpartition(".")[2])
        self.addCleanup(self.desktop.stop_worker, self.workspace)

    def tearDown(self):
        for process in self.desktop.processes:
            if process.args[0] == str(BUILD / "src/postino") and process.poll() is None:
                process.kill()
                process.wait()

    def make_demo(self):
        self.desktop.make_demo(os.path.basename(self.workspace))

    def open(self, pattern):
        program = self.desktop.run("--workspace", self.workspace)
        self.desktop.wait_text(pattern)
        return program

    def execute(self, sql):
        with sqlite3.connect(f"{self.workspace}/workspace.db") as db:
            db.execute(sql)
        db.close()

    def test_twice_is_one_window(self):
        self.make_demo()
        self.open("Demo: nothing leaves")
        second = self.desktop.launch("--workspace", os.path.join(self.workspace, "..", os.path.basename(self.workspace)))
        self.assertEqual(second.wait(20), 0)
        self.assertEqual(len([node for node in self.desktop.screen.look() if node.role == "frame"]), 1)
        self.desktop.check_quiet()

    def test_a_newer_one(self):
        self.make_demo()
        self.execute("PRAGMA user_version = 9999")
        self.open("newer")
        self.desktop.find("Try Again")
        self.desktop.check_quiet()

    def test_a_damaged_one(self):
        self.make_demo()
        path = pathlib.Path(self.workspace, "workspace.db")
        path.write_bytes(os.urandom(200000))
        for name in ("workspace.db-wal", "workspace.db-shm"):
            pathlib.Path(self.workspace, name).unlink(missing_ok=True)
        self.open("The Workspace Could Not Be Opened")
        self.desktop.wait_text("damaged|not a database|no workspace")
        self.desktop.check_quiet()

    def test_damage_that_can_be_undone(self):
        """Try Again does, once the reason is gone."""
        self.make_demo()
        version = self.desktop.query(self.workspace, "PRAGMA user_version")[0][0]
        self.execute("PRAGMA user_version = 9999")
        self.open("newer")
        self.execute(f"PRAGMA user_version = {version}")
        self.desktop.press("Try Again")
        self.desktop.wait_text("Demo: nothing leaves")

    def test_typed_text_outlives_closing(self):
        """Closing right after the last key loses nothing."""
        self.make_demo()
        program = self.open("Demo: nothing leaves")
        self.type_newsletter("CLOSED")
        self.desktop.key("ctrl+w")
        self.assertEqual(program.wait(20), 0)
        self.assertTrue(self.has_text("CLOSED"))
        self.desktop.check_quiet()

    def test_typed_text_outlives_a_kill(self):
        """What was typed is on the disk two seconds later; a kill loses what was typed in these at most, and whoever opens
        the newsletter again finds it as it was, can write on, and is told of nothing."""
        self.make_demo()
        program = self.open("Demo: nothing leaves")
        self.type_newsletter("KEPT")
        wait_until(lambda: self.has_text("KEPT"), "the text to be saved by itself", 5)
        self.desktop.xdo("type", "--delay", "1", "LOST")
        program.kill()
        program.wait()
        self.open("Demo: nothing leaves")
        self.desktop.key("alt+2")
        self.desktop.press(self.newest())
        self.desktop.press("Content")
        self.assertIn(self.desktop.read("HTML of the newsletter"), ("<p>KEPT</p>", "<p>KEPT</p>LOST"))
        self.desktop.write("HTML of the newsletter", "<p>AGAIN</p>")
        wait_until(lambda: self.desktop.query(self.workspace, "SELECT 1 FROM revision WHERE html = '<p>AGAIN</p>'"),
                   "the text to be saved again", 5)
        self.desktop.check_quiet()

    def newest(self):
        return self.desktop.query(self.workspace, "SELECT name FROM campaign ORDER BY id DESC LIMIT 1")[0][0]

    def type_newsletter(self, text):
        desktop = self.desktop
        desktop.key("ctrl+n")
        desktop.write("Subject", text)
        desktop.press("Content")
        desktop.click_node(desktop.find("HTML of the newsletter"))
        desktop.key("ctrl+a")
        desktop.xdo("type", "--delay", "1", f"<p>{text}</p>")

    def has_text(self, text):
        return self.desktop.query(self.workspace, "SELECT 1 FROM campaign c JOIN revision r ON r.id = c.revision WHERE r.subject = ?"
                                  " AND r.html LIKE ?", text, f"%<p>{text}</p>%")

    def test_killed_during_an_import(self):
        """The next start has the contacts as they were: an import is not half done."""
        self.make_demo()
        program = self.open("Demo: nothing leaves")
        path = os.path.join(self.desktop.folder, "many.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("email,first_name\n")
            file.writelines(f"many{i}@example.com,Name{i}\n" for i in range(200000))
        before = self.count_contacts()
        self.desktop.drag_files(path)
        self.desktop.press("I don’t know")
        self.desktop.press(self.find_import_button())
        wait_until(lambda: self.count_contacts() > before, "the import to begin")
        program.send_signal(signal.SIGKILL)
        program.wait()
        self.assertLess(self.count_contacts(), before + 200000)
        self.open("Demo: nothing leaves")
        self.desktop.wait_text("The import of “many.csv” was interrupted, and nothing of it was kept")
        wait_until(lambda: self.count_contacts() == before, "the import to be taken back")
        self.desktop.check_quiet()

    def find_import_button(self):
        def find():
            return next((node.name for node in self.desktop.screen.look() if node.role == "push button"
                         and node.name.startswith("Import 200")), None)
        return self.desktop.wait_for(find, "the button to import")

    def count_contacts(self):
        return self.desktop.query(self.workspace, "SELECT count(*) FROM contact WHERE deleted_us IS NULL")[0][0]

    def test_locked_by_another_writer(self):
        """While another program writes for seconds the window answers, and does what was asked for afterwards."""
        self.make_demo()
        self.open("Demo: nothing leaves")
        self.desktop.key("ctrl+n")
        self.desktop.find("Subject")
        db = sqlite3.connect(f"{self.workspace}/workspace.db", isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        self.desktop.write("Subject", "Written while locked")
        self.desktop.key("alt+3")
        self.desktop.find("Search contacts", seconds=5)
        self.desktop.key("alt+2")
        self.desktop.find("Subject", seconds=5)
        db.execute("ROLLBACK")
        db.close()
        wait_until(lambda: self.desktop.query(self.workspace, "SELECT 1 FROM revision WHERE subject = 'Written while locked'"),
                   "the subject to be saved")
        self.desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
