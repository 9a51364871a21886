#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with OAuth: a browser, an authorization server and an SMTP server that asks for the token, all of them foreign;
tokens that expire while a campaign runs, a sign-in that is withdrawn, a network that is away; GNOME Online Accounts."""
import contextlib
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import CTL, ROOT, World, wait_until, write_contacts  # noqa: E402

FAKES = ROOT / "tests/fakes"
USER = "ann@example.com"
SECRET = "the client’s own"


def browse(url):
    """What a browser does; (status, text) of the page it ends on."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as page:
        return page.code, page.read().decode()


class OAuth(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.run_cli = self.world.run
        self.run_cli("workspace", "init")
        self.tokens = self.world.path("tokens")
        self.control = self.world.path("control")
        self.auth_log = self.world.path("auth.log")
        self.oauth_log = self.world.path("oauth.log")

    def start_provider(self, *options):
        """The authorization server; its address."""
        port_file = self.world.path(f"oauth-{len(self.world.processes)}.port")
        process = subprocess.Popen(["/usr/bin/python3", str(FAKES / "oauth-server.py"), "--port-file", port_file, "--log",
                                    self.oauth_log, "--tokens", self.tokens, "--control", self.control, *map(str, options)],
                                   env=self.world.env)
        self.world.processes.append(process)
        port = wait_until(lambda: os.path.exists(port_file) and pathlib.Path(port_file).read_text().strip(), "the provider")
        return f"http://127.0.0.1:{port}"

    def add_server(self, provider, *options, peer=()):
        port = self.world.start_peer("--auth", USER + ":right", "--mechanisms", "PLAIN XOAUTH2", "--bearer", self.tokens,
                                     "--auth-log", self.auth_log, *peer)
        self.run_cli("server", "add", "shop", "--host", "127.0.0.1", "--port", port, "--auth", "xoauth2", "--user", USER, "--trial",
                     "--client-id", "postino-test", "--authorize-url", provider + "/authorize", "--token-url",
                     provider + "/token", "--scope", "mail.send offline", *options, env={"SECRET": SECRET})

    def say(self, words):
        with open(self.control, "w", encoding="ascii") as file:
            file.write(words)

    def read_log(self, path):
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as log:
            return log.read().splitlines()

    @contextlib.contextmanager
    def visit(self, name="shop", status=0):
        """`server sign-in` under way: its address, to be opened within; it must end with @status."""
        command = [str(CTL), "--workspace", self.world.workspace, "--json", "server", "sign-in", name]
        process = subprocess.Popen(command, env=self.world.env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            yield json.loads(process.stdout.readline())["url"]
            out, self.said = process.communicate(timeout=30)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        self.assertEqual(process.returncode, status, self.said)
        if status == 0:
            self.assertEqual(json.loads(out)["name"], name)

    def sign_in(self, name="shop"):
        with self.visit(name) as url:
            status, page = browse(url)
            self.assertEqual(status, 200)
            self.assertIn("Postino", page)

    def probe(self, works=True, name="shop"):
        found = self.run_cli("server", "test", name, statuses=(0,) if works else (1,))[0]
        self.assertEqual(found["ok"], works, found)
        return found["message"]

    def read_secret(self):
        number = next(row["id"] for row in self.run_cli("server", "list") if row["name"] == "shop")
        path = os.path.join(self.world.workspace, "secrets", f"server-{number}")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))

    def prepare_campaign(self, n=40):
        self.run_cli("contact", "import", write_contacts(self.world, "c.csv", n), "--list", "all", "--consent", "yes")
        self.run_cli("identity", "add", "me@example.com", "--name", "Me", "--legal", "P.IVA 1", "--address", "Via Roma 1")
        return self.run_cli("campaign", "new", "x", "--from", "me@example.com", "--subject", "S", "--html",
                            self.world.path("a.html", "<p>Hi</p>"), "--list", "all", "--server", "shop")[0]["campaign"]

    def wait_for_state(self, campaign, state):
        return wait_until(lambda: [row for row in self.run_cli("campaign", "status", campaign) if row["state"] == state],
                          state)[0]

    def test_sign_in(self):
        provider = self.start_provider("--secret", SECRET)
        self.add_server(provider, "--client-secret-env", "SECRET")
        self.assertIn("sign in", self.probe(works=False))
        self.assertEqual(self.read_log(self.auth_log), [])
        self.sign_in()
        self.assertEqual(self.read_log(self.oauth_log), [f"authorize {USER} mail.send offline", "authorization_code ok"])
        self.assertIn(USER, self.probe())
        self.assertEqual(self.read_log(self.oauth_log)[2:], ["refresh_token ok"])
        self.assertEqual(self.read_log(self.auth_log), ["XOAUTH2 235"])
        self.assertEqual(self.read_secret()["client_secret"], SECRET)
        refresh_token = self.read_secret()["refresh_token"]
        dump = pathlib.Path(self.world.workspace, "workspace.db").read_bytes()
        self.assertNotIn(refresh_token.encode(), dump)
        row = next(row for row in self.run_cli("server", "list") if row["name"] == "shop")
        self.assertEqual((row["auth"], row["client_id"]), ("xoauth2", "postino-test"))
        # A password takes its place and the sign-in is forgotten; and the other way round.
        self.run_cli("server", "set", "shop", "--auth", "plain")
        self.assertIn("user name or password", self.probe(works=False))
        self.run_cli("server", "set", "shop", "--auth", "plain", "--password-env", "PW", env={"PW": "x"})
        self.run_cli("server", "set", "shop", "--auth", "xoauth2")
        self.assertIn("sign in", self.probe(works=False))

    def test_browsers_that_come_back_wrong(self):
        """Neither a wrong state nor a stranger's request ends the wait; a person's no does."""
        provider = self.start_provider()
        self.add_server(provider)
        with self.visit() as url:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
            back = query["redirect_uri"][0]
            self.assertRegex(back, r"^http://127\.0\.0\.1:\d+$")
            for path in ("/favicon.ico", "/?code=theirs&state=guessed", "/?code=theirs", "/?error=access_denied",
                         f"/other?code=theirs&state={query['state'][0]}"):
                self.assertEqual(browse(back + path)[0], 404, path)
            self.assertEqual(browse(url)[0], 200)
        self.say("deny")
        with self.visit(status=1) as url:
            self.assertEqual(browse(url)[0], 200)
        self.assertEqual(self.read_log(self.oauth_log)[-1], f"authorize {USER} mail.send offline")
        self.say("")
        with self.visit(status=1) as url:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
            browse(f"{query['redirect_uri'][0]}/?{urllib.parse.urlencode({'code': 'theirs', 'state': query['state'][0]})}")
        self.assertEqual(self.read_log(self.oauth_log)[-1], "authorization_code invalid_grant")
        self.probe()  # the sign-in there is was not touched

    def test_what_a_provider_may_answer(self):
        provider = self.start_provider()
        self.add_server(provider)
        for words in ("no-refresh", "bad-client", "down", "garbage"):
            with self.subTest(words):
                self.say(words)
                with self.visit(status=1) as url:
                    browse(url)
                self.assertTrue(self.said.strip())
        self.say("")
        self.sign_in()
        for words in ("bad-client", "down", "garbage", "refuse"):
            with self.subTest(f"refresh {words}"):
                self.say(words)
                self.assertTrue(self.probe(works=False))
        self.say("")
        self.probe()

    def test_tokens_expire_while_it_sends(self):
        """Two seconds each, and the SMTP server lets only fresh ones in: every connection asks for one in time."""
        provider = self.start_provider("--lifetime", 2, "--rotate")
        self.add_server(provider, "--connections", "3", "--per-second", "12",
                        peer=("--fault", "dot-after-accept:%5:reply=250 2.0.0 Taken", "--fault", "mail:%7:close"))
        self.sign_in()
        first = self.read_secret()["refresh_token"]
        campaign = self.prepare_campaign(80)
        self.world.start_worker()
        self.run_cli("campaign", "start", campaign, "--now")
        self.wait_for_state(campaign, "finished")
        took = [row[0] for row in self.world.read_peer_log()]
        self.assertEqual((len(took), len(set(took))), (80, 80))
        self.assertEqual(set(self.read_log(self.auth_log)), {"XOAUTH2 235"})
        n_refreshed = self.read_log(self.oauth_log).count("refresh_token ok")
        self.assertGreaterEqual(n_refreshed, 3)
        self.assertLess(n_refreshed, len(self.read_log(self.auth_log)))  # they share them
        self.assertNotIn("refresh_token invalid_grant", self.read_log(self.oauth_log))
        self.assertNotEqual(self.read_secret()["refresh_token"], first)

    def test_withdrawn(self):
        """The server is stopped, once, with a sentence; after a new sign-in the campaign goes on by itself."""
        provider = self.start_provider()
        self.add_server(provider)
        self.sign_in()
        campaign = self.prepare_campaign()
        self.say("refuse")
        self.world.start_worker()
        self.run_cli("campaign", "start", campaign, "--now")
        status = self.wait_for_state(campaign, "waiting")
        self.assertEqual(status["ready"], 40)
        self.assertIn("sign in again", status["waiting"])
        stopped = next(row["stopped"] for row in self.run_cli("server", "list") if row["name"] == "shop")
        self.assertIn("sign in again", stopped)
        self.assertEqual(self.read_log(self.oauth_log).count("refresh_token invalid_grant"), 1)
        self.say("")
        self.sign_in()
        self.wait_for_state(campaign, "finished")
        self.assertEqual(len(self.world.read_peer_log()), 40)

    def test_revoked_at_the_mail_server(self):
        """The token is fresh, and still not accepted there: stopped once, too."""
        provider = self.start_provider()
        self.add_server(provider, peer=("--bearer", self.world.path("tokens-of-others")))
        self.sign_in()
        campaign = self.prepare_campaign()
        self.world.start_worker()
        self.run_cli("campaign", "start", campaign, "--now")
        status = self.wait_for_state(campaign, "waiting")
        self.assertIn("OAuth", status["waiting"])
        self.assertIn("XOAUTH2 535", self.read_log(self.auth_log))
        self.assertLessEqual(len(self.read_log(self.auth_log)), 4)  # connections that were under way at once

    def test_network_away(self):
        """Later is later: nothing is stopped, and it goes on when the provider is back."""
        provider = self.start_provider()
        self.add_server(provider)
        self.sign_in()
        campaign = self.prepare_campaign()
        self.say("down")
        self.world.start_worker()
        self.run_cli("campaign", "start", campaign, "--now")
        self.wait_for_state(campaign, "waiting")
        self.assertIsNone(next(row["stopped"] for row in self.run_cli("server", "list") if row["name"] == "shop"))
        self.say("")
        self.wait_for_state(campaign, "finished")
        self.assertEqual(len(self.world.read_peer_log()), 40)
        provider_process = self.world.processes[0]
        provider_process.send_signal(signal.SIGTERM)
        provider_process.wait()
        self.assertIn("127.0.0.1", self.probe(works=False))

    def test_a_token_given_by_hand(self):
        self.world.path("tokens", "by-hand\n")
        port = self.world.start_peer("--auth", USER + ":", "--mechanisms", "XOAUTH2", "--bearer", self.tokens)
        self.run_cli("server", "add", "hand", "--host", "127.0.0.1", "--port", port, "--auth", "xoauth2", "--user", USER,
                     "--password-env", "TOKEN", env={"TOKEN": "by-hand"})
        self.probe(name="hand")
        self.run_cli("server", "set", "hand", "--password-env", "TOKEN", env={"TOKEN": "another"})
        message = self.probe(works=False, name="hand")
        self.assertNotIn("another", message)

    def test_usage(self):
        for words in (["add", "x", "--host", "h", "--auth", "xoauth2", "--user", "u", "--client-id", "c"],
                      ["add", "x", "--host", "h", "--auth", "xoauth2", "--user", "u", "--client-id", "c", "--authorize-url",
                       "http://example.com/a", "--token-url", "https://example.com/t"],
                      ["add", "x", "--host", "h", "--auth", "xoauth2", "--user", "u", "--client-id", "c", "--authorize-url",
                       "https://example.com/a", "--token-url", "ftp://example.com/t"],
                      ["add", "x", "--host", "smtp.gmail.com", "--auth", "xoauth2", "--user", "u", "--client-secret-env", "S"],
                      ["add", "x", "--host", "smtp.gmail.com", "--auth", "xoauth2", "--client-id", "c"],
                      ["sign-in"], ["sign-in", "sandbox"]):
            with self.subTest(words):
                self.world.fail("server", *words, status=2, env={"S": "x"})
        self.world.fail("server", "sign-in", "nobody")
        self.run_cli("server", "add", "g", "--host", "smtp.gmail.com", "--auth", "xoauth2", "--user", "u", "--client-id", "c")
        self.run_cli("server", "add", "m", "--host", "smtp.office365.com", "--tls", "starttls", "--auth", "xoauth2", "--user", "u",
                     "--client-id", "c", "--client-secret-env", "S", env={"S": "x"})

    def start_bus(self):
        """A session bus of our own, for all that follows."""
        bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"], env=self.world.env, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.world.processes.append(bus)
        self.world.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()

    def test_online_accounts(self):
        port = self.world.start_peer("--auth", USER + ":", "--mechanisms", "XOAUTH2", "--bearer", self.tokens)
        self.run_cli("server", "add", "goa", "--host", "127.0.0.1", "--port", port, "--auth", "xoauth2", "--user", USER, "--trial")
        self.assertIn("sign in", self.probe(works=False, name="goa"))
        self.start_bus()
        self.assertIn("sign in", self.probe(works=False, name="goa"))
        accounts = None
        for faults, part in ((["other@example.com", USER.upper()], None), ([USER + ":needs-attention"], "settings"),
                             ([USER + ":not-authorized"], "settings"), (["other@example.com"], "sign in")):
            with self.subTest(faults):
                ready = self.world.path("goa-ready")
                if accounts is not None:
                    accounts.terminate()
                    accounts.wait()
                    os.remove(ready)
                words = [word for fault in faults for word in ("--account", fault)]
                accounts = subprocess.Popen(["/usr/bin/python3", str(FAKES / "online-accounts.py"), *words, "--tokens", self.tokens,
                                             "--ready", ready], env=self.world.env)
                self.world.processes.append(accounts)
                wait_until(lambda: os.path.exists(ready), "the accounts")
                message = self.probe(works=part is None, name="goa")
                self.assertIn(part or USER, message)


if __name__ == "__main__":
    unittest.main()
