#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a file to a counted click, through the real programs and a foreign SMTP server."""
import contextlib
import email
import email.policy
import html
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import WORKER, World, wait_until, write_contacts  # noqa: E402

LETTER = """<!DOCTYPE html>
<html lang="it"><head><meta charset="utf-8"><title>Novità</title><style>p { color: #333 }</style></head>
<body><h1>Ciao{% if contact.first_name %} {{ contact.first_name }}{% endif %}!</h1>
<p>Da {{ contact.city | default: "ovunque" }}: <a href="https://shop.example.com/saldi?a=1&amp;b=2">i saldi</a>
e <a href="https://shop.example.com/novita">le novità</a>.</p></body></html>
"""
TARGETS = ["https://shop.example.com/saldi?a=1&b=2", "https://shop.example.com/novita"]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def fetch(url, data=None, method=None):
    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, data=data, method=method)
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def italian_file(n_rows=416, n_invalid=6, n_duplicates=10):
    """As Excel writes it on an Italian Windows: semicolons, Windows-1252, Italian headings."""
    lines = ["Indirizzo e-mail;Nome;Cognome;Città"]
    n_good = n_rows - n_invalid - n_duplicates
    for i in range(n_good):
        lines.append(f"cliente{i}@example.com;Niccolò {i};D’Angelo;Forlì")
    for i in range(n_invalid):
        lines.append(f"non un indirizzo {i};Ugo;Verdi;Roma")
    for i in range(n_duplicates):
        lines.append(f"CLIENTE{i}@example.com;Niccolò {i};D’Angelo;Forlì")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


class WholePath(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def begin(self, *peer_options):
        world = self.world
        self.store = world.path("held")
        os.mkdir(self.store)
        port = world.start_peer("--store", self.store, *peer_options)
        world.run("workspace", "init")
        world.start_worker()
        world.run("suppression", "add", "cliente7@example.com", "--reason", "manual")
        done = world.run("contact", "import", world.path("clienti.csv", italian_file()), "--list", "Clienti",
                         "--consent", "Sì, voglio la newsletter")[-1]
        self.assertEqual({key: done[key] for key in ("rows", "added", "duplicates", "invalid", "suppressed")},
                         {"rows": 416, "added": 400, "duplicates": 10, "invalid": 6, "suppressed": 1})
        self.assertEqual(done["delimiter"], ";")
        self.assertRegex(done["encoding"].lower(), "1252")
        return port

    def new_campaign(self):
        return self.world.run("campaign", "new", "Saldi", "--from", "shop@example.com", "--subject",
                              "Per {{ contact.first_name }}: novità", "--html", self.world.path("l.html", LETTER), "--list",
                              "Clienti", "--server", "peer")[0]["campaign"]

    def held(self):
        """Every message the foreign server keeps, as bytes and parsed by Python's email."""
        raws = [path.read_bytes() for path in sorted(pathlib.Path(self.store).iterdir())]
        return raws, [email.message_from_bytes(raw, policy=email.policy.default) for raw in raws]

    def check_messages(self, raws, messages):
        self.assertEqual(len(raws), 399)
        self.assertEqual(len({message["To"] for message in messages}), 399)
        self.assertEqual(len({message["Message-ID"] for message in messages}), 399)
        for raw, message in zip(raws, messages):
            self.assertFalse(message.defects, message.defects)
            self.assertNotRegex(raw.replace(b"\r\n", b""), b"[\r\n]")
            self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 998)
            self.assertTrue(message.get_body(("plain",)).get_content().strip())
            self.assertIn("Forlì", message.get_body(("html",)).get_content())
            self.assertRegex(message["Subject"], "^Per Niccolò [0-9]+: novità$")
        logged = [line[0] for line in self.world.read_peer_log()]
        self.assertEqual(len(logged), len(set(logged)))

    def test_trial_server(self):
        world, port = self.world, self.begin()
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        self.assertTrue(world.run("server", "test", "peer")[0]["ok"])
        world.run("identity", "add", "shop@example.com", "--name", "Bottega")
        campaign = self.new_campaign()
        world.run("campaign", "check", campaign)
        status = world.run("campaign", "start", campaign, "--wait")[-1]
        self.assertEqual((status["state"], status["accepted"], status["skipped"]), ("finished", 399, 1))
        raws, messages = self.held()
        self.check_messages(raws, messages)
        self.check_render(campaign, raws, messages)
        self.follow_links(campaign, messages[0])
        self.unsubscribe(campaign, messages[0])
        self.check_report(campaign)
        self.check_duplicate(campaign, messages[0])

    def check_render(self, campaign, raws, messages):
        """`campaign render` shows exactly what left."""
        for raw, message in list(zip(raws, messages))[::100]:
            shown = self.world.run("campaign", "render", campaign, "--contact", message["To"].addresses[0].addr_spec,
                                   json_out=None)
            self.assertEqual(shown, raw)

    def follow_links(self, campaign, message):
        page = message.get_body(("html",)).get_content()
        links = [html.unescape(url) for url in re.findall(r'href="(http://127[^"]+/c/[^"]+)"', page)]
        self.assertEqual(len(links), 2)
        for link, target in zip(links, TARGETS):
            status, headers, _ = fetch(link)
            self.assertEqual((status, headers["Location"]), (302, target))
            changed = link[:-5] + ("A" if link[-5] != "A" else "B") + link[-4:]
            self.assertEqual(fetch(changed)[0], 404)
        pixel = html.unescape(re.search(r'src="(http://127[^"]+/o/[^"]+)"', page)[1])
        status, headers, body = fetch(pixel)
        self.assertEqual((status, headers["Content-Type"], len(body)), (200, "image/gif", 43))
        text = message.get_body(("plain",)).get_content()
        self.assertIn("/c/", text.replace("\n", ""))

    def unsubscribe(self, campaign, message):
        world, address = self.world, message["To"].addresses[0].addr_spec
        url = re.search(r"<(http[^>]+)>", message["List-Unsubscribe"])[1]
        self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        for method in ("GET", "HEAD"):
            self.assertEqual(fetch(url, method=method)[0], 200)
        wait_until(lambda: world.run("campaign", "report", campaign)[0]["clicks"]["total"] == 2, "the clicks in the report")
        self.assertFalse(world.run("suppression", "check", address)[0]["suppressed"])
        self.assertEqual(fetch(url, b"List-Unsubscribe=One-Click")[0], 200)
        self.assertEqual(fetch(url, b"List-Unsubscribe=One-Click")[0], 200)
        found = wait_until(lambda: [row for row in world.run("suppression", "check", address) if row["suppressed"]],
                           "the suppression")
        self.assertEqual(found[0]["reason"], "unsubscribed")

    def check_report(self, campaign):
        report = wait_until(lambda: [r for r in self.world.run("campaign", "report", campaign) if r["unsubscribed"]],
                            "the unsubscribe in the report")[0]
        self.assertEqual((report["recipients"], report["accepted"], report["unsubscribed"]), (400, 399, 1))
        self.assertEqual(report["clicks"]["total"], 2)
        self.assertEqual(sorted((link["url"], link["clicks"]) for link in report["links"]),
                         sorted((target, 1) for target in TARGETS))
        self.assertEqual(sum(report["opens"].values()), 1)
        self.assertEqual(report["bounced"], {"hard": 0, "soft": 0, "block": 0})

    def check_duplicate(self, campaign, message):
        """Sent again: the one who unsubscribed is left out."""
        world, address = self.world, message["To"].addresses[0].addr_spec
        again = world.run("campaign", "duplicate", campaign)[0]["campaign"]
        status = world.run("campaign", "start", again, "--wait")[-1]
        self.assertEqual((status["accepted"], status["skipped"]), (398, 2))
        self.assertNotIn(address, [line[0] for line in world.read_peer_log()][399:])

    def test_real_server(self):
        world, port = self.world, self.begin()
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none")
        world.run("identity", "add", "shop@example.com", "--name", "Bottega")
        campaign = self.new_campaign()
        codes = {row["code"] for row in world.run("campaign", "check", campaign, statuses=(1,))
                 if row["severity"] == "error"}
        self.assertEqual(codes, {"no-unsubscribe", "no-legal", "no-privacy", "no-address"})
        self.assertIn("unsubscribe", world.fail("campaign", "start", campaign, "--wait").lower())
        world.run("identity", "add", "shop@example.com", "--name", "Bottega", "--legal", "Bottega S.r.l., P.IVA 01234567890",
                  "--privacy", "https://shop.example.com/privacy", "--unsubscribe-to", "via@example.com")
        status = world.run("campaign", "start", campaign, "--wait")[-1]
        self.assertEqual((status["state"], status["accepted"]), ("finished", 399))
        raws, messages = self.held()
        self.check_messages(raws, messages)
        for raw, message in zip(raws, messages):
            page = message.get_body(("html",)).get_content()
            text = message.get_body(("plain",)).get_content()
            self.assertNotIn("127.0.0.1", page + text + str(message["List-Unsubscribe"]))
            self.assertIn('href="https://shop.example.com/saldi?a=1&amp;b=2"', page)
            self.assertTrue(message["List-Unsubscribe"].startswith("<mailto:via@example.com"))
            self.assertIsNone(message["List-Unsubscribe-Post"])
            self.assertIn("mailto:via@example.com", page)
            self.assertIn("P.IVA 01234567890", page)
        report = world.run("campaign", "report", campaign)[0]
        self.assertEqual(report["accepted"], 399)

    def test_refusals_and_deferrals(self):
        world, port = self.world, self.begin("--reply-for", "cliente11@*=550 5.1.1 No such user", "--reply-for",
                                             "cliente12@*=451 4.7.1 Try again later", "--reply-for",
                                             "cliente13@*=552 5.2.2 Mailbox full")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        world.run("identity", "add", "shop@example.com", "--name", "Bottega")
        campaign = self.new_campaign()
        world.run("campaign", "start", campaign, "--now")
        status = wait_until(lambda: [s for s in world.run("campaign", "status", campaign) if s["accepted"] == 396 and
                                     s["state"] == "waiting"], "all but three")[0]
        self.assertEqual((status["refused"], status["deferred"]), (2, 1))
        self.assertTrue(status["waiting"])
        rows = {row["email"]: row for row in world.run("campaign", "recipients", campaign, "--state", "refused")}
        self.assertIn("No such user", rows["cliente11@example.com"]["reply"])
        self.assertEqual(world.run("suppression", "check", "cliente11@example.com")[0]["reason"], "hard-bounce")
        self.assertFalse(world.run("suppression", "check", "cliente13@example.com")[0]["suppressed"])
        report = world.run("campaign", "report", campaign)[0]
        self.assertEqual(report["bounced"], {"hard": 1, "soft": 1, "block": 0})
        world.run("campaign", "stop", campaign)
        status = wait_until(lambda: [s for s in world.run("campaign", "status", campaign) if s["state"] == "finished"],
                            "the end")[0]
        self.assertEqual((status["cancelled"], status["recipients"]), (1, 400))

    def test_pause_resume_and_term(self):
        world, port = self.world, self.begin("--delay-ms", "10")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial",
                  "--connections", "1")
        world.run("identity", "add", "shop@example.com", "--name", "Bottega")
        campaign = self.new_campaign()
        world.run("campaign", "start", campaign, "--now")
        wait_until(lambda: len(world.read_peer_log()) > 10, "the first messages")
        world.run("campaign", "pause", campaign)
        status = wait_until(lambda: [s for s in world.run("campaign", "status", campaign) if s["state"] == "paused"],
                            "the pause")[0]
        held = len(world.read_peer_log())
        self.assertEqual((status["handed"], status["accepted"]), (0, held))
        self.assertGreater(status["ready"], 0)
        world.run("campaign", "resume", campaign)
        wait_until(lambda: len(world.read_peer_log()) > held + 10, "more messages")
        self.assertEqual(world.stop(world.processes[1], signal.SIGTERM), 0)
        status = world.run("campaign", "status", campaign)[0]
        self.assertEqual((status["handed"], status["in_doubt"], status["accepted"]), (0, 0, len(world.read_peer_log())))
        world.start_worker()
        wait_until(lambda: world.run("campaign", "status", campaign)[0]["state"] == "finished", "the end")
        logged = [line[0] for line in world.read_peer_log()]
        self.assertEqual((len(logged), len(set(logged))), (399, 399))

    def test_test_send(self):
        world, port = self.world, self.begin()
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        world.run("identity", "add", "shop@example.com", "--name", "Bottega")
        campaign = self.new_campaign()
        world.run("campaign", "test", campaign, "--to", "io@example.org", "--as", "cliente3@example.com")
        _, (message,) = self.held()
        self.assertEqual(message["To"].addresses[0].addr_spec, "io@example.org")
        self.assertEqual(message["Subject"], "Per Niccolò 3: novità")
        self.assertEqual([row["campaign"] for row in world.run("campaign", "list")], [campaign])
        url = re.search(r"<(http[^>]+)>", message["List-Unsubscribe"])[1]
        self.assertEqual(fetch(url, b"List-Unsubscribe=One-Click")[0], 200)
        rendered = world.run("campaign", "render", campaign, "--contact", "cliente3@example.com", json_out=False)
        self.assertEqual(email.message_from_string(rendered, policy=email.policy.default)["Subject"],
                         "Per Niccolò 3: novità")
        self.assertFalse(world.run("suppression", "check", "io@example.org")[0]["suppressed"])


class Refused(unittest.TestCase):
    """A server that does not do what it should, and campaigns that lack something."""

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.run("workspace", "init")
        self.world.run("contact", "import", write_contacts(self.world, "c.csv", 5), "--list", "all", "--consent", "yes")
        self.world.run("identity", "add", "shop@example.com", "--name", "Shop")

    def campaign(self, *options, subject="S", content="<p>x</p>"):
        return self.world.run("campaign", "new", "n", "--from", "shop@example.com", "--subject", subject, "--html",
                              self.world.path("x.html", content), *options)[0]["campaign"]

    def test_what_is_missing(self):
        world = self.world
        world.run("list", "new", "empty")
        cases = [
            (dict(subject=" "), ("--list", "all", "--server", "sandbox"), "no-subject"),
            ({}, ("--list", "empty", "--server", "sandbox"), "no-recipients"),
            ({}, ("--list", "all"), "no-server"),
            (dict(content="<p>\n {% if x %}"), ("--list", "all", "--server", "sandbox"), "template"),
        ]
        for content, options, code in cases:
            with self.subTest(code):
                campaign = self.campaign(*options, **content)
                rows = world.run("campaign", "check", campaign, statuses=(1,))
                self.assertIn(code, [row["code"] for row in rows if row["severity"] == "error"])
                sentence = world.fail("campaign", "start", campaign, "--now")
                self.assertEqual(world.run("campaign", "status", campaign)[0]["state"], "draft")
        self.assertIn("2", sentence)

    def test_wrong_password_stops_the_server_once(self):
        world = self.world
        port = world.start_peer("--auth", "me:right")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", "--user", "me",
                  "--password-env", "SECRET", env={"SECRET": "wrong"})
        result = world.run("server", "test", "peer", statuses=(1,))[0]
        self.assertFalse(result["ok"])
        campaign = self.campaign("--list", "all", "--server", "peer")
        world.start_worker()
        world.run("campaign", "start", campaign, "--wait", statuses=(1,))
        status = world.run("campaign", "status", campaign)[0]
        self.assertEqual((status["state"], status["ready"]), ("waiting", 5))
        self.assertIn("peer", status["waiting"])
        world.run("server", "set", "peer", "--password-env", "SECRET", env={"SECRET": "right"})
        wait_until(lambda: world.run("campaign", "status", campaign)[0]["state"] == "finished", "the end")
        self.assertEqual(len(world.read_peer_log()), 5)

    def test_server_away_and_back(self):
        world = self.world
        port = world.start_peer()
        peer = world.processes[-1]
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        peer.kill()
        peer.wait()
        campaign = self.campaign("--list", "all", "--server", "peer")
        world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        status = wait_until(lambda: [s for s in world.run("campaign", "status", campaign) if s["state"] == "waiting"],
                            "the waiting")[0]
        self.assertIn("peer", status["waiting"])
        self.assertEqual(status["ready"], 5)

    def test_a_removed_server_sends_no_more(self):
        world = self.world
        port = world.start_peer()
        world.run("server", "add", "slow", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", "--per-second", "1",
                  "--connections", "1")
        campaign = self.campaign("--list", "all", "--server", "slow")
        world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        wait_until(world.read_peer_log, "the first message")
        world.run("server", "remove", "slow")
        self.wait_state(campaign, "waiting")
        status = world.run("campaign", "status", campaign)[0]
        self.assertIn("removed", status["waiting"])
        self.assertLess(status["accepted"], 5)
        self.assertEqual(status["accepted"] + status["ready"], 5)

    def test_a_missed_time_is_answered_by_start(self):
        world = self.world
        campaign = self.campaign("--list", "all", "--server", "sandbox")
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--at", "2099-12-31T09:00")
        self.wait_state(campaign, "scheduled")
        world.stop(worker)
        with contextlib.closing(sqlite3.connect(f"{world.workspace}/workspace.db")) as db, db:
            db.execute("UPDATE campaign SET start_at_us = ?", ((int(time.time()) - 3600) * 1000000,))
        world.start_worker()
        self.wait_state(campaign, "missed")
        world.run("campaign", "start", campaign)
        self.wait_state(campaign, "freezing", "launching", "running")
        self.wait_state(campaign, "finished")

    def wait_state(self, campaign, *states):
        wait_until(lambda: self.world.run("campaign", "status", campaign)[0]["state"] in states, states)

    def test_second_worker(self):
        world = self.world
        world.start_worker()
        done = subprocess.run([str(WORKER), "--workspace", world.workspace, "--foreground"], env=world.env, text=True,
                              capture_output=True, timeout=30)
        self.assertEqual(done.returncode, 1)
        self.assertIn("already", done.stderr)


if __name__ == "__main__":
    unittest.main()
