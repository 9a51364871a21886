#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file from the file manager becomes contacts: a real drag onto the window, mapped, imported, undone, imported again; and
everything that is no such file ends in a sentence."""
import os
import unittest

from desktop import Desktop, wait_until


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.workspace = cls.desktop.make_demo()
        cls.program = cls.desktop.run("--workspace", cls.workspace)
        cls.desktop.find("Overview")

    @classmethod
    def tearDownClass(cls):
        cls.desktop.stop_worker(cls.workspace)

    def write_file(self, name, content):
        path = os.path.join(self.desktop.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def count(self):
        return len(self.desktop.ctl(self.workspace, "contact", "list", "--limit", "1000000"))

    def clienti(self, rows=60):
        lines = ["Nome;Cognome;E-mail;Città;Tessera"]
        lines += [f"Nome{i};Rossi;nome{i}@example.com;Forlì;T{i}" for i in range(rows)]
        lines += ["Ann;Neri;ann@@example;Roma;", "Ugo;Verdi;;Roma;"]
        return self.write_file("clienti.csv", "\n".join(lines).encode("windows-1252"))

    def test_drag_map_import_undo_again(self):
        desktop = self.desktop
        before = self.count()
        for again in (False, True):
            desktop.drag_files(self.clienti())
            desktop.wait_text("New: 60")
            desktop.wait_text("WINDOWS-1252")
            desktop.wait_text("Say where the consent")
            desktop.press("They signed up on a form")
            desktop.wait_text("Write what people agreed to")
            desktop.write("What they agreed to, in the words they read", "Yes to the newsletter")
            desktop.press("Import 60 Contacts")
            desktop.wait_text("60 contacts out of 62 rows")
            wait_until(lambda: self.count() == before + 60, "the contacts")
            if again:
                break
            desktop.press("Undo the Import")
            desktop.wait_text("The import was undone")
            wait_until(lambda: self.count() == before, "the undo")
        desktop.press("Close")
        person = self.desktop.ctl(self.workspace, "contact", "show", "nome7@example.com")[0]
        self.assertEqual(person["city"], "Forlì")
        self.assertEqual(person["tessera"], "T7")
        self.desktop.check_quiet()

    def test_a_file_that_goes_away(self):
        """As on a share or a stick, between the look at it and the import: a sentence, and nothing has changed."""
        desktop = self.desktop
        before = self.count()
        path = self.write_file("gone.csv", b"E-mail;Nome\ngone1@example.com;A\ngone2@example.com;B\n")
        desktop.drag_files(path)
        desktop.wait_text("New: 2")
        os.remove(path)
        desktop.press("I don’t know")
        desktop.press("Import 2 Contacts")
        desktop.wait_text("gone.csv.*(No such file|cannot|not)")
        self.assertEqual(self.count(), before)
        desktop.press("Cancel")
        wait_until(lambda: desktop.find_now("Cancel") is None, "the dialog to go")
        desktop.check_quiet()

    def test_onto_the_preview(self):
        """WebKit takes what is dropped on it; here it is the window that does, and the page stays."""
        desktop = self.desktop
        desktop.wait_for(lambda: len([node for node in desktop.screen.look() if node.role == "frame"]) == 1, "no other window")
        desktop.xdo("windowactivate", "--sync", desktop.window_id())
        desktop.key("ctrl+n")
        desktop.press("Content")
        desktop.write("HTML of the newsletter", "<body style='background:#0000ff'>")
        preview = desktop.find("Preview of the newsletter")
        desktop.wait_for(lambda: desktop.read_pixel(*desktop.find_on_screen(preview)) == "#0000FF", "the page")
        for _ in range(2):
            desktop.drag_files(self.clienti(), to=preview)
            desktop.wait_text("New: 60|Say where the consent")
            desktop.press("Cancel")
            desktop.wait_gone("Cancel")
            self.assertEqual(desktop.read_pixel(*desktop.find_on_screen(preview)), "#0000FF")
        desktop.key("alt+1")
        desktop.check_quiet()

    def test_onto_what_is_typed_in(self):
        """An entry would write the path of a file; here it is imported, and nothing is left lying over the window."""
        desktop = self.desktop
        desktop.wait_for(lambda: len([node for node in desktop.screen.look() if node.role == "frame"]) == 1, "no other window")
        desktop.xdo("windowactivate", "--sync", desktop.window_id())
        desktop.key("ctrl+n")
        desktop.write("Subject", "Novità")
        self.drop_and_cancel("Subject")
        desktop.press("Content")
        desktop.write("HTML of the newsletter", "<p>Ciao")
        self.drop_and_cancel("HTML of the newsletter")
        desktop.key("alt+3")
        self.drop_and_cancel("Search contacts")
        wait_until(lambda: desktop.query(self.workspace, "SELECT subject, html FROM revision ORDER BY id DESC LIMIT 1")
                   == [("Novità", "<p>Ciao")], "the newsletter as it was written")
        desktop.key("alt+1")
        desktop.check_quiet()

    def drop_and_cancel(self, name):
        desktop = self.desktop
        desktop.drag_files(self.clienti(), to=desktop.find(name))
        desktop.wait_text("New: 60|Say where the consent")
        desktop.press("Cancel")
        desktop.wait_gone("Cancel")
        self.assertIsNone(desktop.find_now("Drop to Import"))

    def test_another_file_onto_the_dialog(self):
        desktop = self.desktop
        desktop.drag_files(self.write_file("table.xlsx", b"PK\x03\x04" + b"\0" * 64))
        desktop.wait_text("Excel sheet")
        desktop.drag_files(self.clienti(), to=desktop.find("This Cannot Be Imported"))
        desktop.wait_text("New: 60")
        desktop.press("Cancel")
        desktop.wait_gone("Cancel")
        desktop.check_quiet()

    def test_what_cannot_be_imported(self):
        desktop = self.desktop
        cases = [
            (self.desktop.folder, "is a folder"),
            (self.write_file("empty.csv", b""), "is empty"),
            (self.write_file("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8), "This is a picture"),
            (self.write_file("noise.csv", bytes(range(256)) * 64), "is not a text|no text|binary|cannot"),
            (self.write_file("table.xlsx", b"PK\x03\x04" + b"\0" * 64), "Excel sheet"),
        ]
        big = os.path.join(self.desktop.folder, "big.csv")
        with open(big, "wb") as file:
            file.truncate(2 << 30)
        cases.append((big, "Files of up to 1 GB"))
        for path, sentence in cases:
            with self.subTest(path):
                desktop.drag_files(path)
                desktop.wait_text(sentence)
                desktop.press("Cancel")
                wait_until(lambda: desktop.find_now("This Cannot Be Imported") is None, "the dialog to go")
        forty = [self.write_file(f"f{i}.csv", b"email\na@example.com\n") for i in range(40)]
        desktop.drag_files(*forty)
        desktop.wait_text("these are 40")
        self.desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
