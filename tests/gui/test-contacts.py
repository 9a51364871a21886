#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contacts as a person works with them: found, sorted, shown in the columns wanted, put right one by one and many at
once, and taken back; and a list that is deleted, and comes back."""
import unittest

from desktop import wait_until
from people import EVERYBODY, N, PeopleCase


class Contacts(PeopleCase):
    def test_search(self):
        desktop = self.desktop
        desktop.key("ctrl+f")
        for typed, expected in (("f", None), ("orl", EVERYBODY[::4]), (" zan", EVERYBODY[:1])):
            desktop.xdo("type", "--delay", "20", typed)
            if expected is not None:
                self.wait_rows(expected)
                desktop.find(f"{len(expected)} of {N} contacts")
        desktop.xdo("type", "--delay", "2", "xyz")
        desktop.find("Nobody Found")
        desktop.find(f"0 of {N} contacts")
        desktop.key("Escape")
        self.wait_rows(EVERYBODY)
        desktop.find(f"{N} contacts")

    def test_sort(self):
        """Both ways; and it stays when a person beside leaves room for one column only."""
        self.desktop.press("Last name")
        self.wait_rows(EVERYBODY[::-1])
        self.desktop.press("Last name")
        self.wait_rows(EVERYBODY)
        self.desktop.press("Last name")
        self.wait_rows(EVERYBODY[::-1])
        self.open_person(EVERYBODY[-1])
        self.desktop.wait_gone("Consent")
        self.wait_rows(EVERYBODY[::-1])
        self.desktop.key("Escape")
        self.desktop.find("Consent")
        self.wait_rows(EVERYBODY[::-1])
        self.desktop.press("Last name")
        self.wait_rows(EVERYBODY)

    def test_columns_are_kept(self):
        desktop = self.desktop
        self.assertIsNone(desktop.find_now("0543 7"))
        self.choose("Columns", "Phone")
        desktop.find("0543 7")
        self.choose("Columns", "City")
        desktop.wait_gone("Roma")
        self.close()
        self.open()
        desktop.find("0543 7")
        self.assertIsNone(desktop.find_now("Roma"))
        desktop.press("Phone")
        self.choose("Columns", "Phone")
        desktop.wait_gone("0543 7")
        self.wait_rows(EVERYBODY)

    def test_person(self):
        desktop = self.desktop
        self.open_person(EVERYBODY[1])
        desktop.find("May get the newsletter")
        desktop.wait_text("Recorded on .*import people.csv: “Yes to the newsletter”")
        self.set_field("City", "Cesena")
        self.wait_contact(EVERYBODY[1], city="Cesena")
        self.set_field("E-mail address", "p01example.org")
        desktop.wait_text("“p01example.org” is not an e-mail address")
        self.assertEqual(self.show(EVERYBODY[1])["city"], "Cesena")
        desktop.key("Home", "Right", "Right", "Right", "at", "Return")  # what was typed is still there, and the focus
        self.wait_contact("p01@example.org", city="Cesena", first_name="Name1")
        desktop.wait_text("the new one has not agreed yet")
        self.set_field("E-mail address", EVERYBODY[2])
        desktop.wait_text("There is another contact|already")
        self.assertEqual(self.show("p01@example.org")["city"], "Cesena")
        desktop.key("Escape")  # what was typed is taken back; the pane stays
        desktop.wait_gone("There is a contact “p02@example.com” already")
        desktop.find("Permission")
        desktop.key("Escape")
        desktop.wait_gone("Permission")
        self.open_person(EVERYBODY[4])
        desktop.press("Withdraw")
        desktop.find("Has not agreed to the newsletter")
        wait_until(lambda: self.show(EVERYBODY[4])["consent"] == [], "the withdrawal")

    def test_many_at_once(self):
        desktop = self.desktop
        self.select(EVERYBODY[2], 3)
        chosen = EVERYBODY[2:5]
        self.choose("Add to a List", "Soci")
        desktop.find("3 contacts added to the list")
        wait_until(lambda: all("Soci" in self.show(email)["lists"] for email in chosen), "them in the list")
        desktop.press("Add a Tag…")
        desktop.write("Tag", "vip")
        desktop.press("Add")
        desktop.find("3 contacts tagged")
        wait_until(lambda: all(self.show(email)["tags"] == ["vip"] for email in chosen), "their tag")
        desktop.press("Delete")
        desktop.find("3 contacts deleted")
        self.wait_rows(EVERYBODY[:2] + EVERYBODY[5:])
        desktop.press("Undo")
        self.wait_rows(EVERYBODY)
        self.assertEqual(set(self.show(chosen[1])["lists"]), {"Clienti", "Soci"})

    def test_list_renamed(self):
        desktop = self.desktop
        desktop.press("Clienti")
        desktop.wait_for(lambda: desktop.find_now("Clienti", "label"), "the list")
        self.choose("More", "Rename This List…")
        desktop.find("Rename the List")
        desktop.key("ctrl+a")
        desktop.xdo("type", "Soci")
        desktop.press("Rename")
        desktop.find("There is a list “Soci” already")
        self.choose("More", "Rename This List…")
        desktop.find("Rename the List")
        desktop.key("End")
        desktop.xdo("type", " di Forli")
        desktop.key("Return")
        wait_until(lambda: {row["name"]: row["contacts"] for row in self.ctl("list", "list")} == {"Clienti di Forli": N, "Soci": 0},
                   "the new name")
        desktop.wait_for(lambda: desktop.find_now("Clienti di Forli", "label"), "the new name")
        self.wait_rows(EVERYBODY)

    def test_list_deleted_and_back(self):
        desktop = self.desktop
        desktop.press("Clienti")
        desktop.wait_for(lambda: desktop.find_now("Clienti", "label"), "the list")
        self.choose("More", "Delete This List")
        desktop.find("The list “Clienti” was deleted; its contacts stay")
        wait_until(lambda: [row["name"] for row in self.ctl("list", "list")] == ["Soci"], "the list to go")
        self.wait_rows(EVERYBODY)
        desktop.press("Undo")
        wait_until(lambda: {row["name"]: row["contacts"] for row in self.ctl("list", "list")} == {"Clienti": N, "Soci": 0},
                   "the list to be back")
        self.assertEqual(self.show(EVERYBODY[3])["lists"], ["Clienti"])


if __name__ == "__main__":
    unittest.main()
