#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sender's keys, made and shown in the sender's dialog: records to copy, what DNS says of them, a new selector."""
import os
import pathlib
import unittest

from desktop import Desktop


class Dkim(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop("1000x1400")
        self.addCleanup(self.desktop.close)
        self.zone = pathlib.Path(self.desktop.folder, "zone")
        self.zone.write_text("")
        self.desktop.env["POSTINO_DNS_FILE"] = str(self.zone)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.ctl("workspace", "init")
        self.ctl("identity", "add", "io@bottega.example", "--name", "Io")

    def ctl(self, *words):
        return self.desktop.ctl(self.workspace, *words)

    def records(self):
        return self.ctl("identity", "dkim", "io@bottega.example")

    def publish(self):
        self.zone.write_text("".join(f"{record['name']} {record['type']} {record['value']}\n" for record in self.records()))

    def save(self):
        """By the pointer, as long as the dialog is there: the line that was pasted into lets go of the keyboard first."""
        button = self.desktop.find_now("Save", "push button")
        if button is not None:
            self.desktop.click_node(button)
        return self.desktop.find_now("By Law") is None

    def test_keys_of_a_sender(self):
        desktop = self.desktop
        desktop.run("--workspace", self.workspace)
        desktop.key("alt+7")
        desktop.press("Io")
        desktop.press("Create Keys")
        desktop.wait_text("^postino1 \\(RSA\\)$")
        desktop.wait_text("^DNS has not been asked yet$|^Not seen in DNS yet")  # a worker may have been quicker
        desktop.wait_text("^postino1.domainkey.bottega.example$")  # as names are told here, without underscores
        record = self.records()[0]
        desktop.wait_text("^" + record["value"].replace("+", "\\+") + "$")
        desktop.press("Check Now")
        desktop.wait_text("^Not seen in DNS yet, checked at ")
        self.publish()
        desktop.press("Check Now")
        desktop.wait_text("^DNS shows it: it signs$")
        self.assertEqual([record["seen"] for record in self.records()], [True, True])

        desktop.press("New Selector…")
        desktop.press("Create Keys")
        desktop.wait_text("^postino2 \\(RSA\\)$")
        self.assertEqual([record["signs"] for record in self.records()], [False, False, True, True])

        # What a person gets by pasting, here into a line of the same dialog.
        desktop.press("Copy the value")
        desktop.wait_text("^The value is copied")
        desktop.click_node(desktop.find("Postal address", "text"))
        desktop.key("ctrl+v")
        desktop.wait_for(self.save, "the dialog to close")
        self.assertEqual(self.ctl("identity", "list")[0]["address"], self.records()[0]["value"])
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
