#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to a foreign server, by `postinoctl server test`: every mechanism, every way a server can get it wrong, and what
may happen before TLS is up."""
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import World, wait_until, write_contacts  # noqa: E402

ALL = "SCRAM-SHA-256 PLAIN LOGIN CRAM-MD5 XOAUTH2"
ACCOUNT = "ann@example.com:pässwörd, = 😀"
QUICK = 10  # seconds a refusal may take; the client's patience is longer


def make_certificate(world):
    """One for localhost that vouches for itself: its file and its key."""
    certificate, key = world.path("server.crt"), world.path("server.key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    return certificate, key


class SignIn(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.run("workspace", "init")
        self.n_servers = 0
        self.auth_log = self.world.path("auth.log")

    def add(self, *peer, auth="auto", account=ACCOUNT, host="127.0.0.1", server=()):
        user, _, password = account.partition(":")
        port = self.world.start_peer("--auth-log", self.auth_log, *peer)
        self.n_servers += 1
        name = f"peer{self.n_servers}"
        self.world.run("server", "add", name, "--host", host, "--port", port, "--auth", auth, "--user", user,
                       "--password-env", "PW", *server, env={"PW": password})
        return name

    def probe(self, name, works=True):
        """What `server test` says; nothing of the password is in it."""
        found = self.world.run("server", "test", name, statuses=(0,) if works else (1,))[0]
        self.assertEqual(found["ok"], works, found)
        self.assertNotIn(ACCOUNT.partition(":")[2], found["message"])
        return found["message"]

    def read_auth_log(self):
        """Since the last call."""
        if not os.path.exists(self.auth_log):
            return []
        with open(self.auth_log, encoding="ascii") as log:
            lines = log.read().splitlines()
        os.remove(self.auth_log)
        return lines

    def test_every_mechanism(self):
        for mechanism in ("SCRAM-SHA-256", "PLAIN", "LOGIN", "CRAM-MD5"):
            with self.subTest(mechanism):
                for account, code, works in ((ACCOUNT, "235", True), ("ann@example.com:other", "535", False)):
                    name = self.add("--auth", ACCOUNT, "--mechanisms", ALL, auth=mechanism.lower(), account=account)
                    message = self.probe(name, works)
                    if mechanism == "SCRAM-SHA-256" and not works:
                        self.assertIn("does not accept", message)  # told by the mechanism, before the reply
                        self.assertEqual(self.read_auth_log(), [])
                    else:
                        self.assertEqual(self.read_auth_log(), [f"{mechanism} {code}"])

    def test_preference(self):
        for offered, chosen in ((ALL, "SCRAM-SHA-256"), ("CRAM-MD5 LOGIN PLAIN", "PLAIN"), ("CRAM-MD5 LOGIN", "LOGIN"),
                                ("CRAM-MD5 XOAUTH2", "CRAM-MD5")):
            with self.subTest(offered):
                self.probe(self.add("--auth", ACCOUNT, "--mechanisms", offered))
                self.assertEqual(self.read_auth_log(), [f"{chosen} 235"])
        self.probe(self.add("--auth", ACCOUNT, "--mechanisms", "XOAUTH2"), works=False)
        self.assertEqual(self.read_auth_log(), [])

    def test_passwords_that_are_prepared(self):
        """What SASLprep changes goes by PLAIN, as it was typed, unless SCRAM is wished for."""
        odd = "ann@example.com:m² ª"
        self.probe(self.add("--auth", odd, "--mechanisms", ALL, account=odd))
        self.assertEqual(self.read_auth_log(), ["PLAIN 235"])
        self.probe(self.add("--auth", odd, "--mechanisms", ALL, auth="scram-sha-256", account=odd))
        self.assertEqual(self.read_auth_log(), ["SCRAM-SHA-256 235"])

    def test_many_iterations(self):
        self.probe(self.add("--auth", ACCOUNT, "--mechanisms", ALL, "--iterations", 600000))
        self.assertEqual(self.read_auth_log(), ["SCRAM-SHA-256 235"])

    def test_bearer(self):
        tokens = self.world.path("tokens", "good\n" + "t" * 2000 + "\n")
        peer = ("--auth", ACCOUNT, "--mechanisms", ALL, "--bearer", tokens)
        for token, works in (("good", True), ("t" * 2000, True), ("bad", False)):
            with self.subTest(token[:5]):
                message = self.probe(self.add(*peer, auth="xoauth2", account=f"ann@example.com:{token}"), works)
                self.assertEqual(self.read_auth_log(), [f"XOAUTH2 {'235' if works else '535'}"])
                self.assertNotIn("eyJ", message)
                self.assertIn("OAuth" if not works else "ann@example.com", message)
        self.assertNotIn("bad", message)

    def test_servers_that_get_it_wrong(self):
        faults = {
            "scram-sha-256": ["signature", "unproven", "nonce", "other-nonce", "no-salt", "iterations=0", "iterations=1",
                              "iterations=1000000000", "extension", "error", "garbage", "endless", "cancel", "unreadable"],
            "cram-md5": ["endless", "cancel", "unreadable"],
            "login": ["endless", "cancel"],
            "plain": [],
        }
        for auth, names in faults.items():
            for fault in names:
                with self.subTest(f"{auth} {fault}"):
                    name = self.add("--auth", ACCOUNT, "--mechanisms", ALL, "--sasl-fault", fault, auth=auth)
                    began = time.monotonic()
                    self.probe(name, works=False)
                    self.assertLess(time.monotonic() - began, QUICK)

    def test_answers_to_auth(self):
        for reply, part in (("reply=454 4.7.0 not now", "now"), ("reply=535 5.7.8 no", "password"),
                            ("reply=534 5.7.9 use an app password", "app password"), ("reply=250 what", "sense"),
                            ("reply=421 4.7.0 bye", "bye"), ("garbage", ""), ("close", ""), ("half", "")):
            with self.subTest(reply):
                name = self.add("--auth", ACCOUNT, "--fault", f"auth:*:{reply}")
                self.assertIn(part, self.probe(name, works=False))

    def test_greetings(self):
        for reply, works in (("220 hi", True), ("250 hi", False), ("334 UGFzc3dvcmQ6", False), ("235 2.7.0 welcome", False),
                             ("554 no", False)):
            with self.subTest(reply):
                name = self.add("--auth", ACCOUNT, "--fault", f"banner:*:reply={reply}")
                self.probe(name, works)
                self.assertEqual(bool(self.read_auth_log()), works)

    def test_before_tls(self):
        """What was said in the clear does not count, and nobody may speak between STARTTLS and the handshake."""
        pair = make_certificate(self.world)
        common = {"host": "localhost", "server": ("--tls", "starttls", "--ca", pair[0])}
        tls = ("--auth", ACCOUNT, "--starttls", *pair)
        for peer, chosen in ((("--mechanisms", "LOGIN", "--clear-mechanisms", "SCRAM-SHA-256 PLAIN"), "LOGIN 235"),
                             (("--mechanisms", "PLAIN", "--clear-mechanisms", ""), "PLAIN 235"),
                             (("--mechanisms", "", "--clear-mechanisms", "PLAIN"), None),
                             (("--fault", "starttls:*:inject"), None),
                             (("--fault", "handshake:*:garbage"), None),
                             (("--fault", "starttls:*:reply=250 2.0.0 encrypted already"), None),
                             (("--fault", "starttls:*:reply=454 4.7.0 no TLS now"), None)):
            with self.subTest(peer):
                name = self.add(*tls, *peer, **common)
                self.probe(name, works=chosen is not None)
                self.assertEqual(self.read_auth_log(), [chosen] if chosen else [])
        name = self.add("--auth", ACCOUNT, **common)
        self.assertIn("STARTTLS", self.probe(name, works=False))
        self.assertEqual(self.read_auth_log(), [])

    def test_later_is_later_and_no_is_no(self):
        """454 is waited out; a server that cannot prove itself is asked once, not once a recipient."""
        world = self.world
        world.run("contact", "import", write_contacts(world, "c.csv", 20), "--list", "all", "--consent", "yes")
        world.run("identity", "add", "me@example.com", "--name", "Me", "--legal", "P.IVA 1", "--address", "Via Roma 1")
        busy = self.add("--auth", ACCOUNT, "--mechanisms", ALL, "--fault", "auth:1:reply=454 4.7.0 not now",
                        server=("--trial",))
        log = self.world.peer_log
        self.add("--auth", ACCOUNT, "--mechanisms", "SCRAM-SHA-256", "--sasl-fault", "signature", server=("--trial",))
        letter = world.path("a.html", "<p>Hi</p>")
        campaigns = [world.run("campaign", "new", name, "--from", "me@example.com", "--subject", "S", "--html", letter,
                               "--list", "all", "--server", name)[0]["campaign"] for name in (busy, "peer2")]
        world.env["G_MESSAGES_DEBUG"] = "all"
        worker = world.start_worker()
        for campaign in campaigns:
            world.run("campaign", "start", campaign, "--now")
        wait_until(lambda: world.run("campaign", "status", campaigns[0])[0]["state"] == "finished", "the end")
        with open(log, encoding="utf-8") as file:
            self.assertEqual(len(set(file.read().splitlines())), 20)
        status = wait_until(lambda: [s for s in world.run("campaign", "status", campaigns[1]) if s["state"] == "waiting"],
                            "the waiting")[0]
        self.assertEqual(status["ready"], 20)
        servers = {row["name"]: row["stopped"] for row in world.run("server", "list")}
        self.assertIsNone(servers[busy])
        self.assertTrue(servers["peer2"])
        worker.terminate()
        _, said = worker.communicate(timeout=60)
        password = ACCOUNT.partition(":")[2]
        self.assertNotIn(password, said)
        for row in world.query("SELECT stopped_why FROM server WHERE stopped_why IS NOT NULL"):
            self.assertNotIn(password, row[0])


if __name__ == "__main__":
    unittest.main()
