#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts as they come: names of any length and script fit where they are shown; addresses that are pasted; a whole
story by the keyboard; and the list an import goes to."""
import os
import subprocess
import unittest

from desktop import ENTRIES
from people import EVERYBODY, N, PeopleCase

NAMES = {
    "long@example.com": "Bartolomea " + "lunghissima" * 908,
    "unbroken@example.com": "Ж" * 5000,
    "arabic@example.com": "محمد بن عبد الله \u202e(rtl) שלום",
    "emoji@example.com": "👩‍👩‍👧‍👦 Zoë 🇮🇹 a\u0301\u0302\u0303\u0304 ﷽",
}


class OddContacts(PeopleCase):
    def add_odd(self):
        path = os.path.join(self.desktop.folder, "odd.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("email,name,company\n" + "".join(f"{email},{name},{name}\n" for email, name in NAMES.items()))
        self.ctl("contact", "import", path, "--list", "Clienti", "--tag", "odd")

    def check_inside(self, part):
        """Nothing of @part that can be read or pressed lies beyond the window's edge, but for what scrolls down."""
        window = self.desktop.window_geometry()
        for node in self.desktop.screen.look():
            if node.role not in ("label", "push button", "table cell", *ENTRIES) or not node.extents:
                continue
            x, _, width, _ = node.extents
            if part in self.list_parents(node):
                self.assertTrue(x >= -1 and x + width <= window["WIDTH"] + 1,
                                f"{node.role} “{node.name[:40]}” at {node.extents} of {window['WIDTH']}")

    @staticmethod
    def list_parents(node):
        names = []
        while node is not None:
            names.append(node.name)
            node = node.parent
        return names

    def resize(self, width, height):
        window = self.desktop.window_id()
        self.desktop.xdo("windowmove", "--sync", window, "40", "40")
        self.desktop.xdo("windowsize", window, str(width), str(height))
        self.desktop.wait_for(lambda: self.desktop.window_geometry()["WIDTH"] == width, f"a width of {width}")

    def take_picture(self, name):
        """To be looked at, where POSTINO_SHOTS says."""
        if "POSTINO_SHOTS" in os.environ:
            self.desktop.shot(os.path.join(os.environ["POSTINO_SHOTS"], f"{name}.png"))

    def test_odd_names(self):
        self.add_odd()
        for width, height in ((1100, 760), (360, 720)):
            self.resize(width, height)
            for email, name in NAMES.items():
                with self.subTest(email, width=width):
                    self.desktop.key("ctrl+f", "ctrl+a")
                    self.desktop.xdo("type", "--delay", "5", email.split("@")[0])
                    self.wait_rows([email])
                    self.check_inside("Contacts")
                    self.take_picture(f"list-{email}-{width}")
                    self.open_person(email)
                    self.desktop.wait_for(lambda name=name: any(node.name.startswith(name[:40]) and node.role == "label"
                                                                and not self.is_in_cell(node)
                                                                for node in self.desktop.screen.look()), f"{name[:40]} in the pane")
                    self.check_inside("PostinoPersonPane")
                    self.take_picture(f"pane-{email}-{width}")
                    self.desktop.key("Escape")
                    self.desktop.wait_gone("Permission")
        self.assertEqual(self.show("long@example.com")["name"], NAMES["long@example.com"])


    def paste(self, text):
        """Through the clipboard, from the search to the page."""
        self.desktop.key("ctrl+f", "ctrl+a")
        self.desktop.xdo("type", "--delay", "5", text)
        self.desktop.key("ctrl+a", "ctrl+c", "Escape")
        self.wait_rows(sorted(self.members(self.shown)))
        self.desktop.key("ctrl+shift+v")
        self.desktop.find("Pasted addresses")

    def members(self, name):
        rows = self.ctl("contact", "list", *(["--list", name] if name else []))
        return {row["email"] for row in rows}

    def import_pasted(self, n):
        self.desktop.wait_text(f"New: {n}")
        self.desktop.press("I don’t know")
        self.desktop.press(f"Import {n} Contact" + "s" * (n > 1))
        self.desktop.wait_text("contacts? out of")
        self.desktop.press("Close")
        self.desktop.wait_gone("Undo the Import")

    def test_pasted_into_the_list_that_is_meant(self):
        """Into none at first, since there are two; into the one that is looked at; then into that again."""
        self.shown = None
        self.paste("Ann Bee <ann@example.org>, bob@example.org; not-an-address")
        self.import_pasted(2)
        self.assertEqual(self.show("ann@example.org")["lists"], [])
        self.assertEqual(self.show("ann@example.org")["name"], "Ann Bee")
        self.shown = "Clienti"
        self.desktop.press(self.shown)
        self.wait_rows(EVERYBODY)
        self.paste("cee@example.org")
        self.import_pasted(1)
        self.assertEqual(self.show("cee@example.org")["lists"], ["Clienti"])
        self.desktop.key("alt+1")
        self.desktop.find("Overview")
        path = os.path.join(self.desktop.folder, "more.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("email\ndee@example.org\n")
        self.desktop.launch("--workspace", self.workspace, path)
        self.import_pasted(1)
        self.assertEqual(self.show("dee@example.org")["lists"], ["Clienti"])

    def test_nothing_to_paste(self):
        self.shown = None
        self.paste("nobody here")
        self.desktop.wait_text("There is no e-mail address in this text")
        self.desktop.key("Escape")
        self.desktop.wait_gone("Pasted addresses")

    def test_keyboard_only(self):
        """Found, opened, put right, tagged, deleted and brought back, with no pointer."""
        desktop = self.desktop
        desktop.key("alt+1", "alt+3", "ctrl+f")
        desktop.xdo("type", "--delay", "20", "p07")
        self.wait_rows([EVERYBODY[7]])
        self.tab_to(lambda node: node.role == "table row")
        desktop.key("Return")
        desktop.find("Permission")
        self.tab_to(lambda node: node.name == "New Field…")
        desktop.key(*["Tab"] * 7)  # to the city: rows to write in do not say that they have the focus
        desktop.key("ctrl+a")
        desktop.xdo("type", "--delay", "5", "Lecce")
        desktop.key("Return")
        self.wait_contact(EVERYBODY[7], city="Lecce")
        self.tab_to(lambda node: node.name == "Remove from This List")
        desktop.key("Tab")
        desktop.xdo("type", "--delay", "5", "vip")
        desktop.key("Return")
        self.wait_contact(EVERYBODY[7], tags=["vip"])
        desktop.key("Escape")
        desktop.wait_gone("Permission")
        desktop.key("Delete")
        desktop.find("Nobody Found")
        self.wait_count(N - 1)
        self.tab_to(lambda node: node.name == "Undo")
        desktop.key("space")
        self.wait_rows([EVERYBODY[7]])
        self.wait_count(N)

    def tab_to(self, is_there):
        """Some of what has the focus on the way is not known to assistive technology: headers of a table."""
        passed = []
        while len(passed) < 60:
            focus = self.desktop.focused()
            if focus is not None and is_there(focus):
                return
            passed.append(f"{focus.role} {focus.name}" if focus is not None else "?")
            self.desktop.key("Tab")
        self.fail(f"not reached by Tab: {passed}")


if __name__ == "__main__":
    unittest.main()
