#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delivery without a server of one's own: to the mail hosts of each recipient's domain, as its DNS says."""
import subprocess
import sys
import unittest

from postino import World, wait_until

NAMED = """mail5.example A 127.0.0.5
mail6.example A 127.0.0.6
127.0.0.5 PTR mail5.example
127.0.0.6 PTR mail6.example
"""
NOBODY = "127.0.0.9"  # where nobody listens


class Direct(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.hosts, self.port = {}, 0

    def start_host(self, address, *options):
        """A mail host of somebody's, all at the same port; what it got is in self.hosts."""
        journal = self.world.path(f"{address}.journal")
        self.port = self.world.start_peer("--port", self.port, "--host", address, "--journal", journal, *options)
        self.hosts[address] = (self.world.peer_log, journal)

    def make_certificate(self):
        files = self.world.path("cert.pem"), self.world.path("key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=nobody", "-days", "2", "-out", files[0],
                        "-keyout", files[1]], check=True, capture_output=True)
        return files

    def read_taken(self, address):
        with open(self.hosts[address][0], encoding="utf-8") as log:
            return sorted(line.split("\t")[0] for line in log)

    def read_hellos(self, address):
        with open(self.hosts[address][1], encoding="utf-8") as journal:
            return {tuple(line.split()[1:]) for line in journal if line.startswith("hello ")}

    def prepare(self, zone, addresses, *server):
        world = self.world
        world.env["POSTINO_DNS_FILE"] = world.path("zone", zone)
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", world.path("c.csv", "email\n" + "".join(f"{a}\n" for a in addresses)), "--list", "all",
                  "--consent", "yes")
        world.run("server", "add", "direct", "--direct", "--port", self.port, "--trial", *server)
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        return world.run("campaign", "new", "c", "--from", "shop@example.com", "--subject", "Hello", "--html",
                         world.path("letter.html", "<p>Hello"), "--list", "all", "--server", "direct")[0]["campaign"]

    def wait_settled(self, campaign):
        """Everybody has had an answer, even if only for now."""
        def look():
            status = self.world.run("campaign", "status", campaign)[0]
            return status["state"] in ("waiting", "finished") and status["ready"] + status["handed"] == 0 and status
        return wait_until(look, "an answer for everybody")

    def read_fates(self, campaign):
        return {row["email"]: (row["state"], row["reply"] or "") for row in self.world.run("campaign", "recipients", campaign)}

    def test_hosts_of_domains(self):
        """By MX in their order, by the domain's own address where there is none; what DNS leaves no doubt about is refused, the
        rest is tried again."""
        self.start_host("127.0.0.2", "--starttls", *self.make_certificate())
        self.start_host("127.0.0.3")
        self.start_host("127.0.0.4")
        zone = f"""a.example MX 10 mx.a.example
mx.a.example A 127.0.0.2
b.example MX 5 down.b.example
b.example MX 10 mx.b.example
down.b.example A {NOBODY}
mx.b.example A 127.0.0.3
c.example A 127.0.0.4
null.example MX 0 .
broken.example FAIL
dead.example MX 10 dead.example
dead.example A {NOBODY}
"""
        people = [f"p{i}@{domain}.example" for i in range(40) for domain in ("a", "b", "c")]
        others = ["x@null.example", "x@gone.example", "x@broken.example", "x@dead.example", "y@dead.example"]
        campaign = self.prepare(zone, people + others, "--host", "mail.example.com")
        worker = self.world.start_worker()
        self.world.run("campaign", "start", campaign, "--now")
        status = self.wait_settled(campaign)
        fates = self.read_fates(campaign)
        for number, domain in enumerate("abc"):
            self.assertEqual(self.read_taken(f"127.0.0.{number + 2}"), sorted(p for p in people if p.endswith(f"@{domain}.example")))
        self.assertEqual((status["accepted"], status["refused"], status["deferred"]), (120, 2, 3))
        self.assertEqual(fates["x@null.example"][0], "refused")
        self.assertIn("5.1.10", fates["x@null.example"][1])
        self.assertIn("5.1.2", fates["x@gone.example"][1])
        self.assertIn("4.4.3", fates["x@broken.example"][1])
        self.assertIn("4.4.1", fates["x@dead.example"][1])
        self.assertIn("dead.example: ", fates["y@dead.example"][1])
        self.assertIn(("mail.example.com", "127.0.0.1"), self.read_hellos("127.0.0.3"))
        with open(self.hosts["127.0.0.2"][1], encoding="utf-8") as journal:  # it has TLS, if a certificate nobody knows
            self.assertFalse([line for line in journal if line.startswith("clear") and "MAIL FROM" in line.upper()])
        self.assertTrue(self.world.run("suppression", "check", "x@null.example")[0]["suppressed"])
        self.assertFalse(self.world.run("suppression", "check", "x@dead.example")[0]["suppressed"])
        self.assertEqual(self.world.stop(worker), 0)

    def test_one_host_speaks_for_itself(self):
        """What a stranger's server says of "the account", or how it breaks off, stops nothing but its own recipients' mail."""
        self.start_host("127.0.0.2", "--reply-for", "*=550 5.7.1 Relay access denied")
        self.start_host("127.0.0.3", "--fault", "banner:*:reply=554 5.7.1 We do not like you")
        self.start_host("127.0.0.4", "--fault", "mail:*:close")
        self.start_host("127.0.0.7")
        zone = "".join(f"{name}.example MX 10 mx.{name}.example\nmx.{name}.example A 127.0.0.{number}\n"
                       for name, number in (("denies", 2), ("slams", 3), ("drops", 4), ("fine", 7)))
        people = [f"p{i}@{name}.example" for i in range(5) for name in ("denies", "slams", "drops", "fine")]
        campaign = self.prepare(zone, people)
        worker = self.world.start_worker()
        self.world.run("campaign", "start", campaign, "--now")
        status = self.wait_settled(campaign)
        fates = self.read_fates(campaign)
        self.assertEqual({fates[p][0] for p in people if "fine" in p}, {"accepted"})
        self.assertEqual({fates[p][0] for p in people if "denies" in p}, {"refused"})
        self.assertEqual({fates[p][0] for p in people if "slams" in p or "drops" in p}, {"deferred"})
        self.assertNotIn("Server", status["waiting"] or "")
        self.assertEqual(self.world.query("SELECT count(*) FROM server WHERE stopped_why IS NOT NULL"), [(0,)])
        self.assertFalse(self.world.run("suppression", "check", "p0@denies.example")[0]["suppressed"])
        self.assertEqual(self.world.stop(worker), 0)

    def test_sources(self):
        """Connections come from the addresses by turns, each with its own name; one that was lost is left out."""
        self.start_host("127.0.0.2")
        zone = NAMED + "".join(f"d{i}.example MX 10 mx.example\n" for i in range(20)) + "mx.example A 127.0.0.2\n"
        campaign = self.prepare(zone, [f"p@d{i}.example" for i in range(20)], "--source", "127.0.0.5", "--source", "127.0.0.6")
        worker = self.world.start_worker()
        self.world.run("campaign", "start", campaign, "--now", "--wait")
        self.assertEqual(self.read_hellos("127.0.0.2"), {("mail5.example", "127.0.0.5"), ("mail6.example", "127.0.0.6")})
        self.assertEqual(len(self.read_taken("127.0.0.2")), 20)
        self.assertEqual(self.world.stop(worker), 0)
        self.assertIn("does not have the address", self.world.fail("server", "set", "direct", "--source", "192.0.2.77", status=2))
        self.assertIn("no IP address", self.world.fail("server", "set", "direct", "--source", "here", status=2))

    def test_trial(self):
        """Whether it can work is told before: the name there and back, and the port."""
        world = self.world
        self.start_host("127.0.0.2")
        zone = NAMED + "gmail.com MX 5 mx.example\nmx.example A 127.0.0.2\nlost.example A 127.0.0.5\n"
        self.prepare(zone, ["a@example.org"], "--source", "127.0.0.5")
        self.assertTrue(world.run("server", "test", "direct")[0]["ok"])
        world.run("server", "set", "direct", "--host", "lost.example")
        tried = world.run("server", "test", "direct", statuses=(1,))[0]
        self.assertFalse(tried["ok"])
        self.assertIn("does not lead back", tried["message"])
        world.run("server", "set", "direct", "--host", "mail5.example", "--source", "")
        self.assertTrue(world.run("server", "test", "direct")[0]["ok"])
        world.path("zone", zone.replace("mx.example A 127.0.0.2", f"mx.example A {NOBODY}"))
        self.assertIn("No mail host can be reached", world.run("server", "test", "direct", statuses=(1,))[0]["message"])
        self.assertEqual(world.run("server", "list")[-1]["direct"], True)


if __name__ == "__main__":
    sys.exit(unittest.main())
