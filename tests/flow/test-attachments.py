#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What travels with a campaign, from the command line to the message that a foreign server holds, read by Python's email."""
import email
import email.policy
import os
import pathlib
import re
import sys
import unittest
import urllib.error
import urllib.request

import dkim

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import World, wait_until, write_contacts  # noqa: E402


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


STRICT = email.policy.default.clone(raise_on_defect=True)
SENDER = "shop@bottega.example"
LETTER = "<html lang='it'><body><p>Città per {{ contact.first_name }}</p><a href='https://bottega.example/'>x</a></body></html>"
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
NAMES = ["offerta.pdf", "listino “primavera” è.pdf", "עברית עם רווחים.pdf", 'a"b\\c.pdf', "molto " * 25 + "lungo.pdf"]


class Story(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.store = self.world.path("held")
        os.mkdir(self.store)
        self.files = self.world.path("files")
        os.mkdir(self.files)
        self.world.run("workspace", "init")
        self.port = self.world.start_peer("--store", self.store)
        self.world.run("contact", "import", write_contacts(self.world, "c.csv", 3), "--list", "L", "--consent", "yes")
        self.world.run("identity", "add", SENDER, "--name", "Città & Co.", "--unsubscribe-to", "stop@bottega.example")
        self.world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", self.port, "--tls", "none", "--trial")

    def write(self, name, content=PDF):
        path = os.path.join(self.files, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        pathlib.Path(path).write_bytes(content)
        return path

    def new(self, *options, html=LETTER):
        return self.world.run("campaign", "new", "Saldi", "--from", SENDER, "--subject", "Novità", "--html",
                              self.world.path("l.html", html), "--list", "L", "--server", "peer", *options)[0]["campaign"]

    def send(self, campaign):
        """The messages the foreign server took, by their recipient's number."""
        before = set(os.listdir(self.store))
        self.world.run("campaign", "start", campaign, "--wait", statuses=(0, 3))
        return [pathlib.Path(self.store, name).read_bytes() for name in set(os.listdir(self.store)) - before]

    def parse(self, raw):
        """Strictly: a defect raises."""
        message = email.message_from_bytes(raw, policy=STRICT)
        self.assertEqual([part.defects for part in message.walk()], [[] for _ in message.walk()])
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 998)
            self.assertNotIn(b"\n", line)
            self.assertNotIn(b"\r", line)
        return message

    def codes(self, campaign):
        return [row["code"] for row in self.world.run("campaign", "check", campaign, statuses=(0, 1))]

    def files_of(self, message):
        return [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()]


class Attachments(Story):
    def test_files_are_kept_as_they_were(self):
        paths = [self.write(name, PDF + name.encode()) for name in NAMES]
        campaign = self.new(*[word for path in paths for word in ("--attach", path)])
        for path in paths:
            os.unlink(path)
        self.world.run("identity", "add", SENDER, "--dkim", "s1")
        self.world.start_worker()
        messages = self.send(campaign)
        self.assertEqual(len(messages), 3)
        records = {record["name"]: record["value"] for record in self.world.run("identity", "dkim", SENDER)}
        for raw in messages:
            message = self.parse(raw)
            self.assertEqual(message.get_content_type(), "multipart/mixed")
            self.assertEqual(self.files_of(message), [(name, PDF + name.encode()) for name in NAMES])
            self.assertIn("Città per Name", message.get_body(("html",)).get_content())
            self.assertIn("Città per Name", message.get_body(("plain",)).get_content())
            self.assertEqual([part.get_content_type() for part in message.iter_attachments()], ["application/pdf"] * len(NAMES))
            for i in range(2):
                self.assertTrue(dkim.DKIM(raw).verify(idx=i, dnsfunc=lambda name, timeout=5:
                                                      records[name.decode().rstrip(".")].encode()))
        shown = self.world.run("campaign", "render", campaign, "--contact", "person1@example.com", json_out=None)
        self.assertIn(shown, messages)

    def test_a_copy_a_test_and_a_backup_carry_them(self):
        campaign = self.new("--attach", self.write("offerta.pdf"))
        copy = self.world.run("campaign", "duplicate", campaign)[0]["campaign"]
        self.world.run("campaign", "archive", campaign)
        self.world.start_worker()
        for raw in self.send(copy):
            self.assertEqual(self.files_of(self.parse(raw)), [("offerta.pdf", PDF)])
        before = set(os.listdir(self.store))
        self.world.run("campaign", "test", copy, "--to", "io@example.org")
        (test,) = [pathlib.Path(self.store, name).read_bytes() for name in set(os.listdir(self.store)) - before]
        self.assertEqual(self.files_of(self.parse(test)), [("offerta.pdf", PDF)])

        backup = self.world.path("backup.tar")
        self.world.run("workspace", "backup", backup)
        other = World()
        self.addCleanup(other.close)
        other.run("workspace", "restore", backup)
        shown = other.run("campaign", "render", copy, "--contact", "person1@example.com", json_out=None)
        self.assertEqual(self.files_of(self.parse(shown)), [("offerta.pdf", PDF)])

    def test_what_cannot_be_attached(self):
        empty = self.write("empty.pdf", b"")
        for path in (empty, self.files, os.path.join(self.files, "no.pdf")):
            sentence = self.world.fail("campaign", "new", "C", "--from", SENDER, "--subject", "s", "--html",
                                       self.world.path("l.html", LETTER), "--list", "L", "--attach", path)
            self.assertIn(path, sentence)
        self.assertEqual(self.world.run("campaign", "list"), [])

    def test_content_that_is_lost_stops_the_campaign(self):
        campaign = self.new("--attach", self.write("offerta.pdf"))
        self.assertNotIn("attachment-missing", self.codes(campaign))
        for path in pathlib.Path(self.world.workspace, "assets").iterdir():
            path.unlink()
        self.assertIn("attachment-missing", self.codes(campaign))
        self.world.fail("campaign", "render", campaign, "--contact", "person1@example.com")

    def import_numbers(self, *numbers):
        rows = "".join(f"p{i}@example.com,{number}\n" for i, number in enumerate(numbers))
        self.world.run("contact", "import", self.world.path("n.csv", "email,number\n" + rows), "--list", "N", "--consent", "yes")

    def new_with_pattern(self, pattern):
        os.chdir(self.world.folder)
        return self.world.run("campaign", "new", "Fatture", "--from", SENDER, "--subject", "Fattura", "--html",
                              self.world.path("l.html", LETTER), "--list", "N", "--server", "peer", "--attach", pattern,
                              "--attach", self.write("offerta.pdf"))[0]["campaign"]

    def test_one_file_per_contact(self):
        self.import_numbers("17", "18", "19")
        paths = [self.write(f"invoices/{n}.pdf", PDF + str(n).encode()) for n in (17, 18, 19)]
        campaign = self.new_with_pattern("files/invoices/{{ contact.number }}.pdf")
        os.unlink(paths[1])
        found = self.world.run("campaign", "check", campaign, statuses=(1,))
        (missing,) = [row for row in found if row["code"] == "attachment-missing"]
        self.assertEqual(missing["severity"], "error")
        for word in ("1 contact", "18.pdf", "p1@example.com"):
            self.assertIn(word, missing["message"])
        self.world.start_worker()
        self.assertIn("18.pdf", self.world.fail("campaign", "start", campaign, "--wait"))

        self.write("invoices/18.pdf", PDF + b"18")
        self.assertNotIn("attachment-missing", self.codes(campaign))
        messages = [self.parse(raw) for raw in self.send(campaign)]
        self.assertEqual({message["To"]: self.files_of(message) for message in messages},
                         {f"p{i}@example.com": [(f"{17 + i}.pdf", PDF + str(17 + i).encode()), ("offerta.pdf", PDF)]
                          for i in range(3)})

    def test_a_file_that_goes_missing_leaves_its_recipient_out(self):
        self.import_numbers("17", "18")
        paths = [self.write(f"invoices/{n}.pdf") for n in (17, 18)]
        campaign = self.new_with_pattern("files/invoices/{{ contact.number }}.pdf")
        self.world.start_worker()
        self.world.run("campaign", "start", campaign)
        wait_until(lambda: self.world.query("SELECT 1 FROM campaign WHERE state = 'launching'"), "the ten seconds before sending")
        os.unlink(paths[0])
        self.world.run("campaign", "start", campaign, "--wait", statuses=(0, 3))
        rows = {row["email"]: row for row in self.world.run("campaign", "recipients", campaign)}
        self.assertEqual((rows["p0@example.com"]["state"], rows["p1@example.com"]["state"]), ("skipped", "accepted"))
        self.assertIn("17.pdf", rows["p0@example.com"]["reply"])
        self.assertEqual(len(os.listdir(self.store)), 1)

    def test_no_value_leads_out_of_the_folder(self):
        self.write("invoices/1.pdf")
        self.write("secret.pdf", b"secret")
        os.symlink(os.path.join(self.files, "secret.pdf"), os.path.join(self.files, "invoices/link.pdf"))
        self.import_numbers("1", "../secret", os.path.join(self.files, "secret"), "link", "", "2/../../secret")
        campaign = self.new_with_pattern("files/invoices/{{ contact.number }}.pdf")
        found = self.world.run("campaign", "check", campaign, statuses=(1,))
        (missing,) = [row for row in found if row["code"] == "attachment-missing"]
        self.assertIn("5 contacts", missing["message"])
        for i in range(1, 6):
            self.world.fail("campaign", "render", campaign, "--contact", f"p{i}@example.com")
        self.assertIn("There is no folder", self.world.fail("campaign", "new", "C", "--from", SENDER, "--subject", "s", "--html",
                                                            self.world.path("l.html"), "--attach", "none/{{ contact.x }}.pdf"))

    def test_what_is_not_used_any_more_goes(self):
        kept = self.new("--attach", self.write("offerta.pdf"))
        assets = pathlib.Path(self.world.workspace, "assets")
        (used,) = assets.iterdir()
        unused = assets / ("0" * 64)
        unused.write_bytes(b"x")
        for path in (used, unused):
            os.utime(path, (1000, 1000))
        self.world.start_worker()
        self.assertEqual(list(assets.iterdir()), [used])
        self.assertEqual(len(self.send(kept)), 3)

    def test_content_that_is_lost_at_the_last_moment_holds_back_its_campaign_alone(self):
        campaign = self.new("--attach", self.write("offerta.pdf"))
        other = self.new()
        self.world.start_worker()
        self.world.run("campaign", "start", campaign)
        wait_until(lambda: self.world.query("SELECT 1 FROM campaign WHERE state = 'launching'"), "the ten seconds before sending")
        assets = pathlib.Path(self.world.workspace, "assets")
        (kept,) = assets.iterdir()
        kept.rename(assets / "elsewhere")
        wait_until(lambda: self.world.query("SELECT 1 FROM campaign WHERE id = ? AND state = 'paused'", campaign), "a pause")
        status = self.world.run("campaign", "status", campaign)[0]
        self.assertEqual((status["ready"], status["accepted"]), (3, 0))
        self.assertIn("offerta.pdf", status["waiting"])
        self.assertEqual(len(self.send(other)), 3)
        self.world.run("campaign", "resume", campaign)
        wait_until(lambda: self.world.query("SELECT 1 FROM campaign WHERE id = ? AND wanted = 'pause'", campaign), "another pause")
        (assets / "elsewhere").rename(kept)
        self.world.run("campaign", "resume", campaign)
        wait_until(lambda: self.world.query("SELECT 1 FROM campaign WHERE id = ? AND state = 'finished'", campaign), "its end")
        self.assertEqual(self.world.query("SELECT count(*) FROM ledger WHERE campaign = ? AND state = 4", campaign), [(3,)])

    def test_a_message_of_mail_travels_as_a_file(self):
        campaign = self.new("--attach", self.write("old.eml", b"From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n"),
                            "--attach", self.write("è.txt", "Città\n".encode()))
        self.world.start_worker()
        message = self.parse(self.send(campaign)[0])
        kinds = {part.get_filename(): part.get_content_type() for part in message.iter_attachments()}
        self.assertEqual(kinds, {"old.eml": "application/octet-stream", "è.txt": "text/plain"})
        text = [part for part in message.iter_attachments() if part.get_filename() == "è.txt"][0]
        self.assertEqual(text.get_content(), "Città\n")

    def test_images_go_with_the_html(self):
        html = LETTER.replace("<p>", "<img src=\"cid:logo%20è.png\" alt='x'><p>")
        campaign = self.new("--attach", self.write("logo è.png", PNG), "--attach", self.write("offerta.pdf"), html=html)
        self.assertNotIn("image-missing", self.codes(campaign))
        self.assertIn("image-missing", self.codes(self.new(html=html)))
        self.world.start_worker()
        message = self.parse(self.send(campaign)[0])
        self.assertEqual(self.files_of(message), [("offerta.pdf", PDF)])
        related = message.get_body(("related",))
        self.assertEqual(related.get_content_type(), "multipart/related")
        (image,) = list(related.iter_attachments())
        self.assertEqual((image.get_content_disposition(), image.get_filename(), image.get_content()), ("inline", "logo è.png", PNG))
        self.assertIn(f'src="cid:{image["Content-ID"].strip("<>")}"', message.get_body(("html",)).get_content())
        self.assertIn("@", image["Content-ID"])


class Tags(Story):
    """UTM: where links lead directly, and where a collector leads."""
    LINKS = ("<html><body><a href='https://shop.example/?a=%20&amp;b#c'>x</a> <a href='https://shop.example/?a=%20&amp;b#c'>y</a>"
             "<a href='mailto:a@shop.example'>z</a></body></html>")
    TAGGED = "https://shop.example/?a=%20&b&utm_source=lettera&utm_medium=email&utm_campaign=Saldi%20%C3%A8#c"

    def test_direct(self):
        campaign = self.new("--utm", "lettera,email,Saldi è", "--tracking", "none", html=self.LINKS)
        self.world.start_worker()
        message = self.parse(self.send(campaign)[0])
        html = message.get_body(("html",)).get_content()
        self.assertEqual(html.count(self.TAGGED.replace("&", "&amp;")), 2)
        self.assertIn("mailto:a@shop.example'", html)
        self.assertNotIn("utm_", html.split("z</a>")[1])
        self.assertIn(self.TAGGED, message.get_body(("plain",)).get_content())

    def test_tracked(self):
        campaign = self.new("--utm", "lettera,email,Saldi è", "--tracking", "aggregate", html=self.LINKS)
        self.world.start_worker()
        message = self.parse(self.send(campaign)[0])
        html = message.get_body(("html",)).get_content()
        self.assertNotIn("utm_", html)
        (link,) = set(re.findall(r"http://127[^'\"]*/c/[^'\"]+", html))
        opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
        with self.assertRaises(urllib.error.HTTPError) as answer:
            opener.open(link, timeout=10)
        self.assertEqual(answer.exception.headers["Location"], self.TAGGED)
        answer.exception.close()
        report = wait_until(lambda: [r for r in self.world.run("campaign", "report", campaign) if r["clicks"]["total"]],
                            "the click in the report")[0]
        self.assertEqual([(row["url"], row["clicks"]) for row in report["links"]], [("https://shop.example/?a=%20&b#c", 1)])

    def test_what_are_no_tags(self):
        for tags in ("a,b", ",b,c", "a,b,c,d"):
            self.world.fail("campaign", "new", "C", "--from", SENDER, "--subject", "s", "--html", self.world.path("l.html", LETTER),
                            "--utm", tags, status=2)


if __name__ == "__main__":
    unittest.main()
