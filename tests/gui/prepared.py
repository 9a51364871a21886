# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace that is ready to send: contacts who agreed, a sender, and the scripted SMTP peer as its server."""
import os
import pathlib

from desktop import wait_until


class Prepared:
    def __init__(self, desktop, name="mine"):
        self.desktop = desktop
        self.workspace = os.path.join(desktop.folder, name)
        self.n = 0

    def ctl(self, *words):
        return self.desktop.ctl(self.workspace, *words)

    def query(self, sql, *values):
        return self.desktop.query(self.workspace, sql, *values)

    def write_file(self, name, text):
        path = os.path.join(self.desktop.folder, name)
        pathlib.Path(path).write_text(text, encoding="utf-8")
        return path

    def fill(self, n, *peer, server=("--connections", 1)):
        """@n people, person0@example.com …; @peer and @server: more options of the two."""
        self.n = n
        port = self.desktop.start_peer(*peer)
        contacts = "email,first_name\n" + "".join(f"person{i}@example.com,Name{i}\n" for i in range(n))
        self.ctl("workspace", "init")
        self.ctl("contact", "import", self.write_file("contacts.csv", contacts), "--list", "all", "--consent", "yes")
        self.ctl("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", *server)
        self.ctl("identity", "add", "shop@example.com", "--name", "Shop")

    def everybody(self):
        return sorted(f"person{i}@example.com" for i in range(self.n))

    def new_campaign(self, name):
        letter = self.write_file("letter.html", "<p>Hello {{ contact.first_name }}</p>")
        return self.ctl("campaign", "new", name, "--from", "shop@example.com", "--subject", "Hello", "--html", letter,
                        "--list", "all", "--server", "peer")[0]["campaign"]

    def open(self, campaign=None):
        """The window, on the overview, or on a campaign by its name."""
        program = self.desktop.run("--workspace", self.workspace)
        self.desktop.find("Overview")
        if campaign:
            self.desktop.key("alt+2")
            self.desktop.press(campaign)
        return program

    def wait_state(self, campaign, state):
        wait_until(lambda: self.query("SELECT 1 FROM campaign WHERE id = ? AND state = ?", campaign, state),
                   f"campaign {campaign} to be {state}")

    def sent(self, at_least):
        wait_until(lambda: len(self.desktop.read_peer()) >= at_least, f"{at_least} messages")
