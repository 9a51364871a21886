#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to a server with OAuth, in its form: the browser is opened and comes back, says no, or is not waited for; the
form is tried before it is saved; GNOME Online Accounts makes a client needless."""
import os
import pathlib
import re
import stat
import unittest

from desktop import ROOT, Desktop, wait_until

USER = "ann@example.com"
CLIENT = "Client ID (from your provider)"
# "Leave" stands for the person: it opens the address only then.
BROWSER = """#!/usr/bin/python3
import os, sys, time, urllib.request
folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "opened"), "a") as file:
    file.write(sys.argv[1] + "\\n")
while not os.path.exists(os.path.join(folder, "leave")):
    time.sleep(0.05)
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=10).read()
"""


class SignIn(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.desktop.ctl(self.workspace, "workspace", "init")
        self.install_browser()
        self.tokens = os.path.join(self.desktop.folder, "tokens")
        self.control = os.path.join(self.desktop.folder, "control")
        self.port = self.desktop.start_peer("--auth", USER + ":right", "--mechanisms", "PLAIN XOAUTH2", "--bearer", self.tokens)

    def install_browser(self):
        """As the desktop's own, for http."""
        folder = pathlib.Path(self.desktop.make_folder("browser"))
        program = folder / "browser.py"
        program.write_text(BROWSER, encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        applications = pathlib.Path(self.desktop.make_folder("data/applications"))
        (applications / "browser.desktop").write_text(
            f"[Desktop Entry]\nType=Application\nName=Browser\nExec={program} %u\nMimeType=x-scheme-handler/http;\n", encoding="utf-8")
        (pathlib.Path(self.desktop.env["XDG_CONFIG_HOME"]) / "mimeapps.list").write_text(
            "[Default Applications]\nx-scheme-handler/http=browser.desktop\n", encoding="utf-8")
        self.browser = folder

    def leave(self, leaves=True):
        path = self.browser / "leave"
        if leaves:
            path.touch()
        else:
            path.unlink(missing_ok=True)

    def opened(self):
        path = self.browser / "opened"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def start_provider(self):
        port_file = os.path.join(self.desktop.folder, "oauth.port")
        self.desktop.start("oauth", ["/usr/bin/python3", str(ROOT / "tests/fakes/oauth-server.py"), "--port-file", port_file, "--log",
                                     os.path.join(self.desktop.folder, "oauth-requests"), "--tokens", self.tokens, "--control",
                                     self.control])
        port = wait_until(lambda: os.path.exists(port_file) and pathlib.Path(port_file).read_text().strip(), "the provider")
        return f"http://127.0.0.1:{port}"

    def begin(self):
        """The form of a server, filled in up to the way of signing in."""
        desktop = self.desktop
        desktop.run("--workspace", self.workspace)
        desktop.key("alt+7")
        desktop.press("Add a Server")
        desktop.write("Name, as you call it", "Provider")
        desktop.write("Host name (smtp.example.com)", "127.0.0.1")
        desktop.choose("Encryption", 2)
        desktop.wait_text("Without encryption")
        desktop.write("Port", str(self.port))
        self.assertIsNone(desktop.find_now(CLIENT))
        desktop.choose("Way of signing in", 1)
        desktop.find(CLIENT)
        self.assertIsNone(desktop.find_now("Password"))
        desktop.write("User name (often the address)", USER)

    def name_client(self, provider):
        desktop = self.desktop
        desktop.write(CLIENT, "postino-test")
        desktop.write("Address for signing in (https://…)", provider + "/authorize")
        desktop.write("Address for tokens (https://…)", provider + "/token")

    def read_server(self):
        return next(row for row in self.desktop.ctl(self.workspace, "server", "list") if row["name"] == "Provider")

    def test_browser(self):
        desktop = self.desktop
        provider = self.start_provider()
        self.begin()
        desktop.write(CLIENT, "postino-test")
        desktop.press("Sign In…")
        desktop.wait_text("is not known")  # where to
        self.name_client(provider)

        # Not waited for.
        desktop.press("Sign In…")
        desktop.wait_text("Waiting for the browser…")
        wait_until(lambda: len(self.opened()) == 1, "the browser")
        self.assertTrue(self.opened()[0].startswith(provider + "/authorize?response_type=code&client_id=postino-test&"))
        self.assertIn("login_hint=ann%40example.com", self.opened()[0])
        desktop.press("Stop Waiting")
        desktop.wait_text("Not signed in yet")

        # The person says no.
        self.leave()
        pathlib.Path(self.control).write_text("deny", encoding="ascii")
        desktop.press("Sign In…")
        desktop.wait_text("The permission was not given in the browser")

        # And yes: tried before it is saved, then saved.
        pathlib.Path(self.control).write_text("", encoding="ascii")
        desktop.press("Test")
        desktop.wait_text("sign in first")
        desktop.press("Sign In…")
        desktop.wait_text("^Signed in$")
        desktop.press("Test")
        desktop.wait_text("It works")
        desktop.press("Save")
        desktop.wait_gone("Save")
        server = self.read_server()
        self.assertEqual((server["auth"], server["user"], server["client_id"]), ("xoauth2", USER, "postino-test"))
        self.assertTrue(desktop.ctl(self.workspace, "server", "test", "Provider")[0]["ok"])

        # Opened again it is signed in, and changing something else keeps that.
        desktop.press("Provider")
        desktop.wait_text("^Signed in$")
        desktop.write("Certificate to accept (SHA-256)", "ab" * 32)
        desktop.press("Save")
        desktop.wait_gone("Save")
        self.assertEqual(self.read_server()["pin"], "ab" * 32)
        self.assertTrue(desktop.ctl(self.workspace, "server", "test", "Provider")[0]["ok"])

        # The permission is withdrawn: the row of the test says what to do.
        pathlib.Path(self.control).write_text("refuse", encoding="ascii")
        desktop.press("Provider")
        desktop.wait_text("^Signed in$")
        desktop.press("Test")
        desktop.wait_text("sign in again")
        desktop.key("Escape")
        desktop.check_quiet()

    def test_closed_while_it_waits(self):
        desktop = self.desktop
        provider = self.start_provider()
        self.begin()
        self.name_client(provider)
        desktop.press("Sign In…")
        wait_until(lambda: len(self.opened()) == 1, "the browser")
        back = re.search(r"redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A(\d+)", self.opened()[0])[1]
        self.assertTrue(self.is_listening(back))
        desktop.press("Cancel")
        wait_until(lambda: not self.is_listening(back), "nobody to listen any more")
        desktop.check_quiet()

    @staticmethod
    def is_listening(port):
        wanted = f"0100007F:{int(port):04X}"
        lines = pathlib.Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        return any(line.split()[1] == wanted and line.split()[3] == "0A" for line in lines)

    def test_online_accounts(self):
        desktop = self.desktop
        ready = os.path.join(desktop.folder, "goa-ready")
        desktop.start("accounts", ["/usr/bin/python3", str(ROOT / "tests/fakes/online-accounts.py"), "--account", USER, "--tokens",
                                   self.tokens, "--ready", ready])
        wait_until(lambda: os.path.exists(ready), "the accounts")
        self.begin()
        desktop.wait_text("is signed in there")
        desktop.wait_gone("Sign In…")
        desktop.press("Test")
        desktop.wait_text("It works")
        desktop.press("Save")
        desktop.wait_gone("Save")
        self.assertIsNone(self.read_server()["client_id"])
        self.assertEqual(self.opened(), [])
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
