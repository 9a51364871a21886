# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts to be worked with in the window, and what its tests ask and do again and again."""
import os
import unittest

from desktop import Desktop, wait_until

N = 12
LAST_NAMES = ["Zanetti", "Ybarra", "Weber", "Viola", "Urso", "Testa", "Sanna", "Riva", "Pace", "Orsi", "Neri", "Moro"]
EVERYBODY = [f"p{i:02}@example.com" for i in range(N)]


class PeopleCase(unittest.TestCase):
    """Twelve people in a list, and a second list nobody is in."""

    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)

    def setUp(self):
        """A workspace of its own for each: what one deletes, the next does not miss."""
        self.workspace = os.path.join(self.desktop.folder, self.id().rpartition(".")[2])
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.ctl("workspace", "init")
        path = os.path.join(self.desktop.folder, "people.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("email,first_name,last_name,city,phone\n")
            file.writelines(f"{email},Name{i},{LAST_NAMES[i]},{'Forlì' if i % 4 == 0 else 'Roma'},0543 {i}\n"
                            for i, email in enumerate(EVERYBODY))
        self.ctl("contact", "import", path, "--list", "Clienti", "--consent", "Yes to the newsletter")
        self.ctl("list", "new", "Soci")
        self.open()

    def open(self):
        self.program = self.desktop.run("--workspace", self.workspace)
        self.desktop.find("Overview")
        self.desktop.key("alt+3")
        self.desktop.find(EVERYBODY[0])

    def close(self):
        self.desktop.key("ctrl+w")
        self.assertEqual(self.program.wait(20), 0)

    def tearDown(self):
        if self.program.poll() is None:
            self.close()
        self.desktop.check_quiet()

    # ---- asking ----

    def ctl(self, *words):
        return self.desktop.ctl(self.workspace, *words)

    def show(self, email):
        return self.ctl("contact", "show", email)[0]

    def rows(self):
        """The addresses in the table, from top to bottom."""
        nodes = [node for node in self.desktop.screen.look() if "@" in node.name and self.is_in_cell(node)]
        return [node.name for node in sorted(nodes, key=lambda node: self.desktop.find_box(node)[1])]

    @staticmethod
    def is_in_cell(node):
        """Of a cell, or of the two lines in one where there is room for one column only."""
        parents = [node.parent, node.parent.parent] if node.parent is not None else []
        return node.role == "label" and any(parent is not None and parent.role == "table cell" for parent in parents)

    def wait_rows(self, expected):
        self.desktop.wait_for(lambda: self.rows() == expected, f"the rows {expected}", 15)

    def wait_contact(self, email, **fields):
        wait_until(lambda: fields.items() <= self.show(email).items(), f"{email} to have {fields}")

    def wait_count(self, n):
        wait_until(lambda: len(self.ctl("contact", "list")) == n, f"{n} contacts")

    # ---- doing ----

    def find_row(self, email):
        return self.desktop.wait_for(lambda: next((node for node in self.desktop.screen.look() if node.name == email
                                                   and self.is_in_cell(node)), None), email)

    def open_person(self, email):
        self.desktop.click_node(self.find_row(email))
        self.desktop.key("Return")
        self.desktop.find("Permission")

    def set_field(self, name, text):
        self.desktop.type_into(name, "")
        self.desktop.key("ctrl+a")
        self.desktop.xdo("type", "--delay", "2", text)
        self.desktop.key("Return")

    def choose(self, menu, item):
        """The entry @item of the button with a menu called @menu."""
        self.desktop.press(menu)
        self.desktop.screen.act(self.desktop.find(item, "menu item"))
        self.desktop.wait_for(lambda: self.desktop.find_now(item, "menu item") is None, f"the menu {menu} to close")

    def select(self, first, n):
        self.desktop.press(first)
        self.desktop.key(*["shift+Down"] * (n - 1))
        self.desktop.find(f"{n} selected")
