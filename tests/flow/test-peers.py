#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A campaign through the servers people have: Postfix, Dovecot, Exim, OpenSMTPD, aiosmtpd, smtp-sink, each by a profile and nothing
else. What each delivered is read where it keeps its mail, not from what it answered."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fakes"))
from mail_hosts import ACCOUNT, PASSWORD, MailHosts, become_root  # noqa: E402
from postino import BUILD, World, wait_until, write_contacts  # noqa: E402

N = 60


class Peers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hosts = MailHosts(BUILD / "mail-hosts")
        cls.addClassCleanup(cls.hosts.close)

    def setUp(self):
        self.world = world = World()
        self.addCleanup(world.close)
        world.run("workspace", "init")
        world.run("contact", "import", write_contacts(world, "c.csv", N), "--list", "all", "--consent", "yes")
        world.run("identity", "add", "me@example.com", "--name", "Me", "--legal", "P.IVA 1", "--address", "Via Roma 1")
        self.letter = world.path("a.html", "<p>Hello {{ contact.first_name }}</p>\n.\n<p>A dot stood alone.</p>\n")

    def add(self, name, host, password=PASSWORD, address="localhost"):
        words = ["--ca", host.certificate, "--user", ACCOUNT, "--password-env", "PW"] if host.tls != "none" else []
        self.world.run("server", "add", name, "--host", address, "--port", host.port, "--tls", host.tls, "--trial", *words,
                       env={"PW": password})

    def make_campaign(self, server):
        return self.world.run("campaign", "new", server, "--from", "me@example.com", "--subject", "News", "--html", self.letter,
                              "--list", "all", "--server", server)[0]["campaign"]

    def send_all(self, host):
        """Everybody is accepted, and in the host's mail once, under the Message-ID we know; gives the rows."""
        world = self.world
        self.assertTrue(world.run("server", "test", "good")[0]["ok"])
        campaign = self.make_campaign("good")
        world.run("campaign", "start", campaign, "--now", "--wait")
        rows = world.run("campaign", "recipients", campaign)
        self.assertEqual([(row["state"], row["attempts"]) for row in rows], [("accepted", 1)] * N)
        self.expected = sorted((row["email"], row["message_id"]) for row in rows)
        wait_until(lambda: set(host.read_mail()) >= set(self.expected), f"{host.name} to deliver")
        self.assertEqual(host.read_mail(), self.expected)
        for message in host.read_messages():
            self.assertIn("A dot stood alone.", message.get_body(("html",)).get_content())
        return rows

    def refuse_password(self, host):
        """One sentence, and one attempt to sign in, however many wait."""
        world = self.world
        self.add("wrong", host, password="of somebody else")
        said = world.run("server", "test", "wrong", statuses=(1,))[0]
        self.assertFalse(said["ok"])
        self.assertIn("password", said["message"])
        self.assertNotIn("\n", said["message"])
        before = wait_until(host.count_refusals, f"the refusal in the log of {host.name}")
        campaign = self.make_campaign("wrong")
        world.run("campaign", "start", campaign, "--now", "--wait", statuses=(1,))
        status = world.run("campaign", "status", campaign)[0]
        self.assertEqual((status["state"], status["ready"]), ("waiting", N))
        stopped = {row["name"]: row["stopped"] for row in world.run("server", "list")}
        self.assertTrue(stopped["wrong"])
        self.assertIsNone(stopped["good"])
        wait_until(lambda: host.count_refusals() > before, "the refusal of the campaign")
        self.assertEqual(host.count_refusals(), before + 1)

    def refuse_name(self, host):
        """The certificate is for localhost, and no other name will do."""
        self.add("other", host, address="127.0.0.1")
        said = self.world.run("server", "test", "other", statuses=(1,))[0]
        self.assertFalse(said["ok"])
        self.assertIn("certificate", said["message"])

    def tell(self, host, has_queue_ids):
        self.add("good", host)
        self.world.start_worker()
        rows = self.send_all(host)
        log = host.read_log()
        for row in rows:
            self.assertEqual(bool(row["queue_id"]), has_queue_ids, row)
            self.assertTrue(not has_queue_ids or row["queue_id"] in log, row)
        if host.tls != "none":
            self.refuse_password(host)
            self.refuse_name(host)
        self.assertEqual(host.read_mail(), self.expected)

    def test_postfix(self):
        self.tell(self.hosts.start_postfix(), has_queue_ids=True)

    def test_dovecot(self):
        self.tell(self.hosts.start_submission(), has_queue_ids=False)

    def test_exim(self):
        self.tell(self.hosts.start_exim(), has_queue_ids=True)

    def test_opensmtpd(self):
        self.tell(self.hosts.start_opensmtpd(), has_queue_ids=True)

    def test_aiosmtpd(self):
        self.tell(self.hosts.start_aiosmtpd(), has_queue_ids=False)

    def test_smtp_sink(self):
        self.tell(self.hosts.start_sink(), has_queue_ids=False)


if __name__ == "__main__":
    become_root()
    unittest.main()
