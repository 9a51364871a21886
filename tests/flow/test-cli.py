#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb of postinoctl that needs no worker, with good and bad input: names, JSON keys and exit statuses are a
contract."""
import csv
import io
import json
import os
import pathlib
import sqlite3
import stat
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import CTL, World  # noqa: E402

KNOWN_FIELDS = ["email", "first_name", "last_name", "name", "company", "phone", "city", "country", "language", "birthday"]
COUNTS = ("rows", "added", "updated", "unchanged", "duplicates", "invalid", "suppressed")


def italian_file():
    """As Excel writes it on an Italian Windows: 416 rows, 6 of them invalid, 10 duplicates."""
    lines = ["Indirizzo e-mail;Nome;Cognome;Città;Tessera"]
    lines += [f"cliente{i}@example.com;Niccolò;D’Angelo;Forlì;T{i}" for i in range(400)]
    lines += [f"cliente{i} @ example;Ugo;Verdi;Roma;" for i in range(6)]
    lines += [f"CLIENTE{i}@Example.com;Niccolò;D’Angelo;Forlì;" for i in range(10)]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


class Case(unittest.TestCase):
    has_workspace = True

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.run_cli = self.world.run
        self.fail_cli = self.world.fail
        if self.has_workspace:
            self.run_cli("workspace", "init")

    def one(self, *words, **options):
        lines = self.run_cli(*words, **options)
        self.assertEqual(len(lines), 1, lines)
        return lines[0]

    def import_text(self, text, *words, name="contacts.csv", **options):
        return self.one("contact", "import", self.world.path(name, text), *words, **options)

    def assert_counts(self, outcome, **expected):
        wanted = dict.fromkeys(COUNTS, 0)
        wanted.update(expected)
        self.assertEqual({key: outcome[key] for key in COUNTS}, wanted)

    def check_suppression(self, email):
        return self.one("suppression", "check", email)["reason"]


class Usage(Case):
    has_workspace = False

    def test_what_is_not_known_is_wrong_usage(self):
        for words in (["nonsense"], ["contact", "nonsense"], ["contact", "list", "--nonsense"], ["contact", "export", "x"],
                      ["contact", "list", "--segment", "x"], ["contact", "show"], ["contact", "show", "a@b.cd", "c@d.ef"],
                      ["contact", "undo-import", "x"], ["list", "new"], ["field", "new", "x"], ["tag", "add", "x"],
                      ["contact", "import"], ["tool", "verdict", "550 no"], ["tool", "inline", "x"],
                      ["server", "add", "x", "--host", "h", "--nonsense"], ["collector", "publish"], ["collector", "keys"],
                      ["identity", "verify", "a@b.cd"], ["workspace", "info", "more"]):
            with self.subTest(words=words):
                self.fail_cli(*words, status=2)
        self.assertIn("--nonsense", self.fail_cli("server", "add", "x", "--host", "h", "--nonsense", status=2))

    def test_nothing_to_do_is_wrong_usage_but_help_is_not(self):
        for words, status in (([], 2), (["contact"], 2), (["--help"], 0), (["contact", "--help"], 0),
                              (["contact", "import", "--help"], 0), (["--version"], 0)):
            done = subprocess.run([CTL, *words], env=self.world.env, capture_output=True, text=True)
            self.assertEqual(done.returncode, status, words)
            self.assertIn("postinoctl", done.stdout)

    def test_help_names_every_verb(self):
        for noun in ("workspace", "contact", "field", "tag", "list", "consent", "suppression", "server", "identity",
                     "sandbox", "collector", "tool"):
            text = self.run_cli(noun, "--help", json_out=False)
            self.assertIn(f"  {noun} ", text)

    def test_without_a_workspace_a_sentence_says_so(self):
        file = self.world.path("a.csv", "email\na@example.com\n")
        for words in (["workspace", "info"], ["workspace", "check"], ["workspace", "adopt"], ["contact", "list"],
                      ["contact", "import", file], ["list", "list"], ["suppression", "export", self.world.path("x")],
                      ["sandbox", "list"], ["server", "list"], ["identity", "list"], ["collector", "status"],
                      ["consent", "show", "a@example.com"], ["workspace", "backup", self.world.path("b.tar")]):
            with self.subTest(words=words):
                sentence = self.fail_cli(*words)
                self.assertIn(self.world.workspace, sentence)
                self.assertIn("workspace init", sentence)
        self.assertFalse(os.path.exists(self.world.path("b.tar")))


class Workspace(Case):
    def test_init_info_check_adopt(self):
        self.assertIn("already", self.fail_cli("workspace", "init"))
        info = self.one("workspace", "info")
        self.assertEqual(info, {"folder": self.world.workspace, "contacts": 0, "lists": 0, "campaigns": 0, "worker": False,
                                "schema": info["schema"], "secrets": "files", "foreign": False})
        self.assertGreaterEqual(info["schema"], 1)
        self.import_text("email\na@example.com\nb@example.com\n", "--list", "L")
        info = self.one("workspace", "info")
        self.assertEqual((info["contacts"], info["lists"]), (2, 1))
        self.assertEqual(self.run_cli("workspace", "check", json_out=False), "ok\n")
        self.assertEqual(self.one("workspace", "check"), {"ok": True, "message": None})
        self.assertEqual(self.one("workspace", "adopt")["recipients"], 0)
        self.assertEqual(self.one("workspace", "adopt", "--newer")["recipients"], 0)
        self.assertIn("0 recipients", self.run_cli("workspace", "adopt", "--newer", json_out=False))

    def test_a_damaged_database_is_told(self):
        self.import_text("email\n" + "".join(f"p{i}@example.com\n" for i in range(2000)))
        path = os.path.join(self.world.workspace, "workspace.db")
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
            root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact_tag_by_contact'").fetchone()[0]
        db.close()
        self.assertGreater(page, root)
        with open(path, "r+b") as file:
            file.seek((root - 1) * size)
            file.write(b"\x55" * size)
        self.fail_cli("workspace", "check")

    def test_backup_and_restore_round_trip(self):
        self.import_text("email,first_name\nann@example.com,Ann\nbob@example.com,Bob\neva@example.com,Eva\n", "--list", "L",
                         "--consent", "yes", "--consent-date", "2020-01-01")
        self.run_cli("suppression", "add", "bob@example.com", "--reason", "manual")
        backup = self.world.path("backup.tar")
        secret = {"PHRASE": "a long passphrase"}
        self.assertEqual(self.one("workspace", "backup", backup, "--passphrase-env", "PHRASE", env=secret)["keys"], True)
        self.assertEqual(stat.S_IMODE(os.stat(backup).st_mode) & 0o077, 0)

        # What is said after the backup: opt-outs stay, the rest goes back.
        self.run_cli("suppression", "add", "ann@example.com", "--reason", "unsubscribed")
        self.run_cli("consent", "withdraw", "eva@example.com")
        self.run_cli("contact", "set", "ann@example.com", "first_name=Anna")
        self.assertIn("passphrase", self.fail_cli("workspace", "restore", backup, "--passphrase-env", "PHRASE",
                                                  env={"PHRASE": "wrong"}).lower())
        self.assertEqual(self.one("contact", "show", "ann@example.com")["first_name"], "Anna")
        self.assertEqual(self.one("workspace", "restore", backup, "--passphrase-env", "PHRASE", env=secret)["keys"], True)
        self.assertEqual(self.one("contact", "show", "ann@example.com")["first_name"], "Ann")
        self.assertEqual(self.check_suppression("ann@example.com"), "unsubscribed")
        self.assertEqual(self.check_suppression("bob@example.com"), "manual")
        self.assertEqual(self.one("contact", "show", "eva@example.com")["consent"], [])
        self.assertEqual(self.one("contact", "show", "bob@example.com")["consent"], ["newsletter"])

    def test_backup_without_passphrase_leaves_the_keys_out(self):
        backup = self.world.path("backup.tar")
        self.import_text("email\nann@example.com\n")
        self.assertIn("keys stay out", self.run_cli("workspace", "backup", backup, json_out=False))
        self.world.workspace = self.world.path("elsewhere")
        self.assertEqual(self.one("workspace", "restore", backup), {"workspace": self.world.workspace, "keys": False})
        self.assertEqual([row["email"] for row in self.run_cli("contact", "list")], ["ann@example.com"])
        self.assertEqual(self.one("workspace", "info")["foreign"], False)  # the rule was applied right after restoring

    def test_bad_backups_change_nothing(self):
        self.import_text("email\nann@example.com\n")
        self.fail_cli("workspace", "restore", self.world.path("none.tar"))
        self.fail_cli("workspace", "restore", self.world.path("noise.tar", os.urandom(20000)))
        self.fail_cli("workspace", "backup", self.world.path("b.tar"), "--passphrase-env", "UNSET", status=2)
        self.fail_cli("workspace", "backup", self.world.path("none/b.tar"))
        self.assertEqual(len(self.run_cli("contact", "list")), 1)


class Import(Case):
    def test_italian_file_as_it_comes(self):
        self.run_cli("suppression", "add", "cliente7@example.com", "--reason", "complaint")
        rejects = self.world.path("rejects.csv")
        done = self.import_text(italian_file(), "--list", "Clienti", "--list", "Tutti", "--tag", "2026", "--consent",
                                "Sì, voglio la newsletter", "--purpose", "newsletter,tracking", "--consent-date",
                                "2024-05-01", "--consent-source", "modulo alla cassa", "--rejects", rejects)
        self.assert_counts(done, rows=416, added=400, invalid=6, duplicates=10, suppressed=1)
        self.assertEqual(set(done), {"import", *COUNTS, "encoding", "delimiter", "seconds"})
        self.assertEqual((done["encoding"].upper(), done["delimiter"]), ("WINDOWS-1252", ";"))
        person = self.one("contact", "show", "cliente3@example.com")
        self.assertEqual([person[key] for key in ("first_name", "last_name", "city", "tessera")],
                         ["Niccolò", "D’Angelo", "Forlì", "T3"])
        self.assertEqual((person["lists"], person["tags"], person["consent"]),
                         (["Clienti", "Tutti"], ["2026"], ["newsletter", "tracking"]))
        self.assertEqual(self.check_suppression("cliente7@example.com"), "complaint")
        with open(rejects, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        self.assertEqual([row[0] for row in rows[1:]], [str(402 + i) for i in range(6)])
        self.assertTrue(all(row[1] for row in rows[1:]))
        self.assertEqual({row["name"]: row["contacts"] for row in self.run_cli("list", "list")},
                         {"Clienti": 400, "Tutti": 400})
        consent = self.run_cli("consent", "show", "cliente3@example.com")
        self.assertEqual({row["source"] for row in consent}, {"modulo alla cassa"})
        self.assertTrue(all(row["at"].startswith(("2024-04-30", "2024-05-01")) for row in consent))

    def test_people_are_told_why(self):
        file = self.world.path("c.csv", "email\n" + "".join(f"nope{i}\n" for i in range(14)) + "a@example.com\n")
        text = self.run_cli("contact", "import", file, json_out=False)
        self.assertEqual(sum(line.startswith("Row ") for line in text.splitlines()), 10)
        self.assertIn("Row 2: ", text)
        self.assertIn("4 more", text)
        self.assertEqual(self.world.stderr, "")  # no bar where there is no terminal
        leftovers = [name for name in os.listdir(self.world.folder) if name.startswith("postino-")]
        self.assertEqual(leftovers, [])

    def test_strict_says_that_rows_were_left_out(self):
        file = self.world.path("c.csv", "email\nnope\na@example.com\n")
        self.run_cli("contact", "import", file, "--strict", statuses=(3,))
        good = self.world.path("good.csv", "email\na@example.com\n")
        self.run_cli("contact", "import", good, "--strict")

    def test_dry_run_changes_nothing(self):
        done = self.import_text("email,first_name\na@example.com,A\nb@example.com,B\n", "--dry-run", "--list", "L")
        self.assert_counts(done, rows=2, added=2)
        self.assertIsNone(done["import"])
        self.assertEqual(self.run_cli("contact", "list"), [])
        self.assertEqual(self.run_cli("list", "list"), [])

    def test_from_standard_input(self):
        done = self.one("contact", "import", "-", stdin="email\na@example.com\n")
        self.assert_counts(done, rows=1, added=1)

    def test_files_that_are_none(self):
        for name, content, words in (("noise.bin", bytes(range(256)) * 50, []), ("zip.xlsx", b"PK\x03\x04" + b"\0" * 400, []),
                                     ("empty.csv", b"", []), ("noaddress.csv", b"name,city\nUgo,Roma\nEva,Torino\n", [])):
            with self.subTest(name=name):
                sentence = self.fail_cli("contact", "import", self.world.path(name, content), *words)
                self.assertIn(name, sentence)
        self.fail_cli("contact", "import", self.world.path("missing.csv"))
        self.fail_cli("contact", "import", self.world.folder)
        self.assertEqual(self.run_cli("contact", "list"), [])

    def test_options_that_make_no_sense(self):
        file = self.world.path("c.csv", "email,x\na@example.com,1\n")
        for words in (["--mode", "eat"], ["--on-duplicate", "eat"], ["--purpose", "newsletter"], ["--basis", "consent"],
                      ["--consent", "yes", "--purpose", "spam"], ["--consent", "yes", "--basis", "whim"],
                      ["--consent", "yes", "--consent-date", "soon"], ["--consent", "yes", "--consent-date", "2999-01-01"],
                      ["--consent", "yes", "--mode", "remove"], ["--map", "x"], ["--map", "nothing=city"],
                      ["--rejects", file]):
            with self.subTest(words=words):
                self.fail_cli("contact", "import", file, *words, status=2)
        self.fail_cli("contact", "import", file, "--encoding", "klingon")
        self.fail_cli("contact", "import", file, "--delimiter", "long", status=2)
        self.assertEqual(self.run_cli("contact", "list"), [])
        with open(file, encoding="utf-8") as content:
            self.assertEqual(content.read(), "email,x\na@example.com,1\n")

    def test_words_are_utf8_where_no_locale_is_set(self):
        file = self.world.path("c.csv", "email\na@example.com\n")
        bare = {"LC_ALL": "C", "LANG": "C"}
        self.one("contact", "import", file, "--consent", "Sì, è così", env=bare)
        self.assertEqual(self.run_cli("consent", "show", "a@example.com", env=bare)[0]["words"], "Sì, è così")
        self.assertIn("Sì, è così", self.run_cli("consent", "show", "a@example.com", env=bare, json_out=False))

    def test_duplicates_and_mapping(self):
        self.import_text("email,city\na@example.com,Roma\n")
        again = "Mail|Where|Card\na@example.com|Torino|7\n"
        self.assert_counts(self.import_text(again, "--map", "Where=city", "--map", "Card=-", "--delimiter", "|"), rows=1,
                           unchanged=1)
        self.assertEqual(self.one("contact", "show", "a@example.com")["city"], "Roma")
        done = self.import_text(again, "--map", "Where=city", "--map", "Card=card", "--on-duplicate", "overwrite")
        self.assert_counts(done, rows=1, updated=1)
        person = self.one("contact", "show", "a@example.com")
        self.assertEqual((person["city"], person["card"]), ("Torino", "7"))

    def test_undo_takes_everything_back_but_opt_outs(self):
        self.import_text("email,city\na@example.com,Roma\n")
        done = self.import_text("email,city\na@example.com,Torino\nb@example.com,Bari\n", "--on-duplicate", "overwrite",
                                "--list", "New")
        self.run_cli("suppression", "add", "b@example.com", "--reason", "unsubscribed")
        self.assertEqual(self.one("contact", "undo-import", done["import"]), {"import": done["import"], "undone": True})
        self.assertEqual([(row["email"], row["city"]) for row in self.run_cli("contact", "list")],
                         [("a@example.com", "Roma")])
        self.assertEqual(self.check_suppression("b@example.com"), "unsubscribed")
        self.fail_cli("contact", "undo-import", done["import"])
        self.assertIn("99", self.fail_cli("contact", "undo-import", 99))

    def test_remove_and_unsubscribe(self):
        self.import_text("email\na@example.com\nb@example.com\n", "--list", "L", "--consent", "yes")
        self.assert_counts(self.import_text("email\na@example.com\n", "--mode", "remove", "--list", "L"), rows=1, updated=1)
        self.assertEqual(self.run_cli("list", "list")[0]["contacts"], 1)
        self.import_text("email\nb@example.com\nstranger@example.com\n", "--mode", "unsubscribe")
        for email in ("b@example.com", "stranger@example.com"):
            self.assertEqual(self.check_suppression(email), "unsubscribed")
        done = self.import_text("email\nstranger@example.com\n", "--consent", "yes")
        self.assert_counts(done, rows=1, added=1, suppressed=1)
        self.assertEqual(self.check_suppression("stranger@example.com"), "unsubscribed")


class Contacts(Case):
    def setUp(self):
        super().setUp()
        self.import_text("email,first_name,city,Età\nann@example.com,Ann,Forlì,30\nbob@example.com,Bob,Roma,9\n"
                         "zoe@example.com,Zoë,Bari,100\n", "--list", "L")

    def emails(self, *words):
        return [row["email"].split("@")[0] for row in self.run_cli("contact", "list", *words)]

    def test_list(self):
        rows = self.run_cli("contact", "list")
        self.assertEqual(list(rows[0]), ["id", *KNOWN_FIELDS, "eta"])
        self.assertEqual(rows[0]["city"], "Forlì")
        self.assertIsNone(rows[0]["last_name"])
        self.import_text("email\nnolist@example.com\n")
        self.assertEqual(self.emails(), ["ann", "bob", "zoe", "nolist"])
        self.assertEqual(self.emails("--list", "L"), ["ann", "bob", "zoe"])
        self.assertEqual(self.emails("--search", "FORLI"), ["ann"])
        self.assertEqual(self.emails("--search", "nobody"), [])
        self.assertEqual(self.emails("--list", "L", "--sort", "city"), ["zoe", "ann", "bob"])
        self.assertEqual(self.emails("--list", "L", "--sort", "-city"), ["bob", "ann", "zoe"])
        self.assertEqual(self.emails("--limit", "2"), ["ann", "bob"])
        self.assertEqual(self.emails("--limit", "2", "--after", str(rows[1]["id"])), ["zoe", "nolist"])
        self.fail_cli("contact", "list", "--list", "none")
        self.fail_cli("contact", "list", "--sort", "none")
        self.fail_cli("contact", "list", "--limit", "-1", status=2)
        self.assertIn("ann@example.com", self.run_cli("contact", "list", json_out=False))

    def test_list_goes_through_all_pages(self):
        self.import_text("email\n" + "".join(f"p{i}@example.org\n" for i in range(2500)))
        rows = self.run_cli("contact", "list")
        self.assertEqual(len(rows), 2503)
        self.assertEqual(len({row["id"] for row in rows}), 2503)
        self.assertEqual(len(self.run_cli("contact", "list", "--sort", "email", "--limit", "1500")), 1500)

    def test_show_set_delete(self):
        self.run_cli("contact", "set", "ANN@example.com", "city=Città di Castello", "eta=31", "first_name=")
        person = self.one("contact", "show", "ann@example.com")
        self.assertEqual((person["city"], person["eta"], person["first_name"]), ("Città di Castello", "31", None))
        self.assertIn("Città di Castello", self.run_cli("contact", "show", "ann@example.com", json_out=False))
        self.run_cli("contact", "set", "ann@example.com", "email=anna@example.com")
        self.fail_cli("contact", "show", "ann@example.com")
        self.fail_cli("contact", "set", "anna@example.com", "email=bob@example.com")
        self.fail_cli("contact", "set", "anna@example.com", "city=Pisa", "nonsense=1")
        self.assertEqual(self.one("contact", "show", "anna@example.com")["city"], "Città di Castello")
        self.fail_cli("contact", "set", "anna@example.com", "city", status=2)
        self.fail_cli("contact", "set", "nobody@example.com", "city=Pisa")
        self.fail_cli("contact", "show", "no address")
        self.fail_cli("contact", "delete", "bob@example.com", "nobody@example.com")
        self.assertEqual(len(self.run_cli("contact", "list")), 3)
        self.assertEqual(self.one("contact", "delete", "bob@example.com", "zoe@example.com"), {"deleted": 2})
        self.assertEqual(self.emails(), ["anna"])

    def test_fields(self):
        self.assertEqual(self.one("field", "new", "Data di nascita", "date"),
                         {"key": "data_di_nascita", "label": "Data di nascita", "type": "date", "known": False})
        self.fail_cli("field", "new", "email", "text")
        self.fail_cli("field", "new", "eta", "text")
        self.fail_cli("field", "new", "x", "colour", status=2)
        self.run_cli("contact", "set", "ann@example.com", "data_di_nascita=31/12/1980")
        self.fail_cli("contact", "set", "ann@example.com", "data_di_nascita=yesterday")
        self.assertEqual(self.one("field", "rename", "data_di_nascita", "born", "--label", "Born on")["label"], "Born on")
        self.assertEqual(self.one("contact", "show", "ann@example.com")["born"], "1980-12-31")
        keys = [row["key"] for row in self.run_cli("field", "list")]
        self.assertEqual(keys, [*KNOWN_FIELDS, "born", "eta"])
        self.one("field", "remove", "born")
        self.assertNotIn("born", self.one("contact", "show", "ann@example.com"))
        self.fail_cli("field", "remove", "born")
        self.fail_cli("field", "remove", "email")
        self.fail_cli("field", "rename", "born", "other")

    def test_tags_and_lists(self):
        self.assertEqual(self.one("tag", "add", "vip", "ann@example.com", "bob@example.com")["changed"], 2)
        self.assertEqual(self.one("tag", "add", "vip", "ann@example.com")["changed"], 0)
        self.fail_cli("tag", "add", "vip", "zoe@example.com", "nobody@example.com")
        self.assertEqual(self.one("contact", "show", "zoe@example.com")["tags"], [])
        self.assertEqual(self.one("tag", "remove", "vip", "ann@example.com")["changed"], 1)
        self.fail_cli("tag", "remove", "unknown", "ann@example.com")
        made = self.one("list", "new", "Friends", "--public-name", "Gli amici")
        self.fail_cli("list", "new", "Friends")
        self.fail_cli("list", "new", "  ", status=2)
        self.assertIn({"id": made["list"], "name": "Friends", "public_name": "Gli amici", "contacts": 0},
                      self.run_cli("list", "list"))
        self.one("list", "delete", "L")
        self.fail_cli("list", "delete", "L")
        self.assertEqual(len(self.run_cli("contact", "list")), 3)
        self.assertIn("Gli amici", self.run_cli("list", "list", json_out=False))


class OptOuts(Case):
    def setUp(self):
        super().setUp()
        self.import_text("email\nann@example.com\nbob@example.com\n")

    def test_consent(self):
        self.assertEqual(self.run_cli("consent", "show", "ann@example.com"), [])
        given = self.one("consent", "give", "ann@example.com", "--words", "Sì", "--purpose", "newsletter,tracking", "--basis",
                         "soft-opt-in", "--date", "2025-01-02", "--source", "desk")
        self.assertEqual(given, {"email": "ann@example.com", "newsletter": True, "tracking": True, "profiling": False,
                                 "suppressed": None})
        row = self.run_cli("consent", "show", "ann@example.com")[0]
        self.assertEqual([row[key] for key in ("purpose", "given", "stands", "basis", "source", "words")],
                         ["newsletter", True, True, "soft-opt-in", "desk", "Sì"])
        self.assertEqual(self.one("consent", "withdraw", "ann@example.com", "--purpose", "tracking")["newsletter"], True)
        self.assertEqual(self.one("consent", "withdraw", "ann@example.com")["newsletter"], False)
        late = self.one("consent", "give", "ann@example.com", "--date", "2025-06-01")
        self.assertEqual(late["newsletter"], False)
        self.assertIn("withdrawal", self.run_cli("consent", "give", "ann@example.com", "--date", "2025-06-01", json_out=False))
        self.assertEqual(self.one("consent", "give", "ann@example.com")["newsletter"], True)
        self.one("consent", "withdraw", "stranger@example.com")
        for words, status in ((["give", "stranger@example.com"], 1), (["give", "nothing"], 1), (["show", "nothing"], 1),
                              (["give", "ann@example.com", "--purpose", "spam"], 2),
                              (["give", "ann@example.com", "--basis", "whim"], 2),
                              (["give", "ann@example.com", "--date", "2999-01-01"], 2),
                              (["give", "ann@example.com", "--date", "soon"], 2)):
            with self.subTest(words=words):
                self.fail_cli("consent", *words, status=status)

    def test_suppression(self):
        self.run_cli("consent", "give", "ann@example.com")
        added = self.one("suppression", "add", "ANN@Example.com", "--reason", "unsubscribed")
        self.assertEqual(added, {"email": "ann@example.com", "suppressed": True, "reason": "unsubscribed"})
        self.assertEqual(self.one("suppression", "check", "ann@example.com"), added)
        self.assertEqual(self.one("contact", "show", "ann@example.com")["consent"], [])
        self.assertEqual(self.one("consent", "give", "ann@example.com")["suppressed"], "unsubscribed")
        self.assertIn("ann@example.com", self.fail_cli("suppression", "lift", "ann@example.com", "--reason", "she rang"))
        self.assertEqual(self.check_suppression("ann@example.com"), "unsubscribed")
        self.run_cli("suppression", "add", "bob@example.com", "--reason", "asked at the desk")
        self.assertEqual(self.run_cli("suppression", "list")[0]["note"], "asked at the desk")
        self.assertEqual(self.check_suppression("bob@example.com"), "manual")
        self.fail_cli("suppression", "lift", "bob@example.com", status=2)
        self.assertEqual(self.one("suppression", "lift", "bob@example.com", "--reason", "he rang")["suppressed"], False)
        self.fail_cli("suppression", "lift", "bob@example.com", "--reason", "he rang")
        self.run_cli("suppression", "add", "@Example.org", "--reason", "hard-bounce")
        self.assertEqual(self.check_suppression("anybody@example.org"), "hard-bounce")
        self.assertEqual(self.check_suppression("anybody@sub.example.org"), None)
        self.run_cli("suppression", "add", "eva@example.com", "--reason", "complaint")
        self.fail_cli("suppression", "lift", "eva@example.com", "--reason", "please")
        self.fail_cli("suppression", "add", "eva@example.com", status=2)
        self.fail_cli("suppression", "add", "nothing", "--reason", "manual")
        self.assertEqual([row["email"] for row in self.run_cli("suppression", "list")],
                         ["eva@example.com", "@example.org", "ann@example.com"])

    def test_files(self):
        self.run_cli("consent", "give", "ann@example.com")
        plain = self.world.path("plain.txt", "ann@example.com\nx@example.net\n@example.org\nnobody\nx@example.net\n")
        self.assertEqual(self.one("suppression", "import", plain, "--reason", "unsubscribed"),
                         {"rows": 5, "added": 3, "unchanged": 1, "invalid": 1})
        self.assertEqual(self.one("contact", "show", "ann@example.com")["consent"], [])
        table = self.world.path("t.csv", "Name;E-mail;Motivo\nBob;bob@example.com;complaint\nEva;eva@example.com;by letter\n"
                                         "Ugo;ugo@example.com;\n")
        self.assertEqual(self.one("suppression", "import", table)["added"], 3)
        file = self.world.path("out.csv")
        self.assertEqual(self.one("suppression", "export", file)["rows"], 6)
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode) & 0o077, 0)
        with open(file, newline="", encoding="utf-8") as content:
            rows = {row["email"]: (row["reason"], row["note"]) for row in csv.DictReader(content)}
        self.assertEqual(rows, {"ann@example.com": ("unsubscribed", ""), "x@example.net": ("unsubscribed", ""),
                                "'@example.org": ("unsubscribed", ""), "bob@example.com": ("complaint", ""),
                                "eva@example.com": ("manual", "by letter"), "ugo@example.com": ("manual", "")})
        self.world.workspace = self.world.path("other")
        self.run_cli("workspace", "init")
        self.assertEqual(self.one("suppression", "import", file)["added"], 6)
        self.assertEqual(self.check_suppression("somebody@example.org"), "unsubscribed")
        self.assertEqual(self.check_suppression("bob@example.com"), "complaint")
        written = self.run_cli("suppression", "export", "-", json_out=False)
        self.assertEqual(len(list(csv.reader(io.StringIO(written)))), 7)
        self.fail_cli("suppression", "import", self.world.path("missing"))
        self.fail_cli("suppression", "export", self.world.path("none/out.csv"))


class Sending(Case):
    def servers(self):
        return {row["name"]: row for row in self.run_cli("server", "list")}

    def test_servers(self):
        self.assertEqual(self.servers()["sandbox"]["sandbox"], True)
        self.run_cli("server", "add", "real", "--host", "smtp.example.org", "--user", "me", "--password-env", "PW",
                     "--per-second", "2.5", "--connections", "7", env={"PW": "hunter2"})
        self.assertIn("file", self.world.stderr)
        real = self.servers()["real"]
        self.assertEqual([real[key] for key in ("port", "tls", "auth", "user", "trial", "connections", "per_second")],
                         [465, "tls", "auto", "me", False, 7, 2.5])
        with open(os.path.join(self.world.workspace, "secrets", f"server-{real['id']}"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "hunter2")
        self.run_cli("server", "set", "real", "--tls", "starttls", "--trial")
        real = self.servers()["real"]
        self.assertEqual([real[key] for key in ("port", "tls", "user", "trial", "connections")],
                         [587, "starttls", "me", True, 7])
        self.run_cli("server", "set", "real", "--port", "2525", "--no-trial")
        self.run_cli("server", "set", "real", "--tls", "tls")
        real = self.servers()["real"]
        self.assertEqual([real[key] for key in ("port", "tls", "trial")], [2525, "tls", False])
        self.run_cli("server", "add", "near", "--host", "localhost")
        self.assertEqual([self.servers()["near"][key] for key in ("port", "tls")], [25, "none"])
        self.run_cli("server", "remove", "real")
        self.assertNotIn("real", self.servers())
        self.assertFalse(os.path.exists(os.path.join(self.world.workspace, "secrets", f"server-{real['id']}")))

    def test_servers_that_make_no_sense(self):
        self.run_cli("server", "add", "near", "--host", "localhost")
        for words in (["add", "x"], ["add", "x", "--host", "a b"], ["add", "x", "--host", "h", "--tls", "maybe"],
                      ["add", "x", "--host", "h", "--port", "0"], ["add", "x", "--host", "h", "--port", "70000"],
                      ["add", "x", "--host", "h", "--auth", "xoauth2"], ["add", "x", "--host", "h", "--auth", "plain"],
                      ["add", "x", "--host", "h", "--connections", "0"], ["add", "x", "--host", "h", "--pin", "zz"],
                      ["add", "x", "--host", "h", "--per-second", "-5"], ["add", "x", "--host", "h", "--ca", "/none"],
                      ["add", "x", "--host", "h", "--password-env", "UNSET"], ["add", "x", "--host", "h", "--per-hour", "-5"],
                      ["set", "sandbox", "--host", "h"], ["remove", "sandbox"]):
            with self.subTest(words=words):
                self.fail_cli("server", *words, status=2)
        self.fail_cli("server", "add", "x", "--host", "h", "--password-env", "PW", status=2, env={"PW": "x"})
        self.fail_cli("server", "add", "near", "--host", "h")
        self.fail_cli("server", "set", "none", "--port", "26")
        self.fail_cli("server", "test", "none")
        self.assertEqual(set(self.servers()), {"sandbox", "near"})

    def test_a_password_is_not_sent_in_the_clear(self):
        """A server that is not this machine, without encryption: only for whoever insists, and as long as there is none."""
        self.run_cli("server", "add", "far", "--host", "mail.example.org", "--tls", "none", "--user", "me")
        self.assertEqual(self.servers()["far"]["plain_password"], False)
        self.run_cli("server", "set", "far", "--plain-password")
        self.assertEqual(self.servers()["far"]["plain_password"], True)
        self.run_cli("server", "set", "far", "--user", "you")
        self.assertEqual(self.servers()["far"]["plain_password"], True)
        self.run_cli("server", "set", "far", "--no-plain-password")
        self.assertEqual(self.servers()["far"]["plain_password"], False)
        self.run_cli("server", "set", "far", "--plain-password")
        self.run_cli("server", "set", "far", "--tls", "starttls")
        self.assertEqual(self.servers()["far"]["plain_password"], False)
        self.assertIn("--tls none", self.fail_cli("server", "set", "far", "--plain-password", status=2))
        self.run_cli("server", "add", "old", "--host", "mail.example.org", "--tls", "none", "--user", "me",
                     "--plain-password")
        self.assertEqual(self.servers()["old"]["plain_password"], True)

    def test_a_server_is_tried(self):
        port = self.world.start_peer()
        self.run_cli("server", "add", "peer", "--host", "127.0.0.1", "--port", port)
        with sqlite3.connect(os.path.join(self.world.workspace, "workspace.db")) as db:
            db.execute("UPDATE server SET stopped_why = 'refused' WHERE name = 'peer'")
        db.close()
        self.assertEqual(self.servers()["peer"]["stopped"], "refused")
        found = self.one("server", "test", "peer")
        self.assertEqual((found["ok"], set(found)), (True, {"ok", "message"}))
        self.assertIsNone(self.servers()["peer"]["stopped"])
        self.run_cli("server", "add", "closed", "--host", "127.0.0.1", "--port", "1")
        found = self.one("server", "test", "closed", statuses=(1,))
        self.assertFalse(found["ok"])
        self.assertTrue(found["message"])
        self.assertEqual(self.fail_cli("server", "test", "closed").strip(), found["message"])

    def test_a_server_is_guessed(self):
        """From the list, from the MX, from SRV; no workspace is touched, and nothing is asked but the records of the file."""
        self.world.env["POSTINO_DNS_FILE"] = self.world.path("zone", "\n".join([
            "bottega.example MX 10 mx.aruba.it",
            "own.example MX 10 mx.own.example",
            "_submissions._tcp.own.example SRV 0 0 0 .",
            "_submission._tcp.own.example SRV 20 1 588 later.own.example",
            "_submission._tcp.own.example SRV 10 1 587 smtp.own.example",
            "plan.example MX 10 mail.serverplan.com",
            "away.example FAIL", ""]))
        found = self.one("server", "guess", "Ann <ann@GMAIL.com>")
        self.assertEqual(found, {"name": "Gmail", "host": "smtp.gmail.com", "port": 465, "tls": "tls", "auth": "auto",
                                 "user": "ann@gmail.com", "connections": 4, "per_connection": 0, "per_second": 0.0,
                                 "per_minute": 0, "per_hour": 0, "per_day": 500, "per_month": 0, "provider": "gmail",
                                 "source": "preset", "note": "app-password"})
        found = self.one("server", "guess", "info@bottega.example")
        self.assertEqual((found["host"], found["provider"], found["source"]), ("smtps.aruba.it", "aruba", "mx"))
        found = self.one("server", "guess", "info@own.example")
        self.assertEqual((found["host"], found["port"], found["tls"], found["provider"], found["source"], found["note"]),
                         ("smtp.own.example", 587, "starttls", None, "srv", None))
        found = self.one("server", "guess", "info@plan.example")
        self.assertEqual((found["host"], found["user"], found["per_month"], found["note"]),
                         (None, None, 150000, "panel,plan"))
        self.assertIn("newsletter", self.run_cli("server", "guess", "studio@pec.it", json_out=False))
        self.assertIn("internet", self.fail_cli("server", "guess", "info@away.example"))
        self.fail_cli("server", "guess", "info@nothing.example")
        self.fail_cli("server", "guess", "nothing", status=2)
        self.fail_cli("server", "guess", status=2)
        self.assertEqual({row["name"] for row in self.run_cli("server", "list")}, {"sandbox"})

    def test_identities(self):
        self.run_cli("identity", "add", "shop@Example.com", "--name", "Il negozio", "--reply-to", "desk@example.com",
                     "--unsubscribe-to", "out@example.com", "--address", "Via Roma 1\nForlì", "--legal", "P.IVA 1", "--privacy",
                     "https://example.com/privacy")
        self.run_cli("identity", "add", "shop@example.com", "--legal", "P.IVA 2", "--reply-to", "")
        row = self.one("identity", "list")
        self.assertEqual(row, {"id": row["id"], "email": "shop@example.com", "name": "Il negozio", "reply_to": None,
                               "unsubscribe_to": "out@example.com", "address": "Via Roma 1\nForlì", "legal": "P.IVA 2",
                               "privacy": "https://example.com/privacy"})
        for words in (["nothing", "--name", "N"], ["new@example.com"], ["new@example.com", "--name", " "],
                      ["new@example.com", "--name", "N", "--reply-to", "nothing"],
                      ["new@example.com", "--name", "N", "--privacy", "javascript:alert(1)"]):
            with self.subTest(words=words):
                self.fail_cli("identity", "add", *words, status=2)
        self.assertEqual(len(self.run_cli("identity", "list")), 1)
        self.assertIn("Il negozio", self.run_cli("identity", "list", json_out=False))

    def test_sandbox(self):
        self.assertEqual(self.run_cli("sandbox", "list"), [])
        with sqlite3.connect(os.path.join(self.world.workspace, "sandbox.db")) as db:
            columns = [row[1] for row in db.execute("PRAGMA table_info(message)")]
            values = {"at_us": 1700000000000000, "sender": "a@example.com", "recipient": "b@example.com", "subject": "Ciao",
                      "raw": b"Subject: Ciao\r\n\r\nHello\r\n", "size": 24}
            used = [name for name in columns if name in values]
            for _ in range(3):
                db.execute(f"INSERT INTO message ({', '.join(used)}) VALUES ({', '.join('?' * len(used))})",
                           [values[name] for name in used])
        db.close()
        rows = self.run_cli("sandbox", "list")
        self.assertEqual([row["id"] for row in rows], [3, 2, 1])
        self.assertEqual(rows[0], {"id": 3, "at": "2023-11-14T22:13:20Z", "from": "a@example.com", "to": "b@example.com",
                                   "subject": "Ciao", "size": 24})
        self.assertEqual(len(self.run_cli("sandbox", "list", "--limit", "2")), 2)
        shown = subprocess.run([CTL, "--workspace", self.world.workspace, "sandbox", "show", "2"], env=self.world.env,
                               capture_output=True, check=True).stdout
        self.assertEqual(shown, values["raw"])
        self.fail_cli("sandbox", "show", "9")
        self.fail_cli("sandbox", "show", "x", status=2)
        self.assertEqual(self.one("sandbox", "clear"), {"cleared": 3})
        self.assertEqual(self.run_cli("sandbox", "list"), [])

    def test_collector(self):
        self.assertEqual(self.one("collector", "status"), {"mode": "default", "url": None, "key": False, "port": None})
        self.run_cli("collector", "set", "--url", "https://c.example.org/p/", "--key-env", "KEY", env={"KEY": "k"})
        self.assertEqual(self.one("collector", "status"),
                         {"mode": "public", "url": "https://c.example.org/p", "key": True, "port": None})
        for url in ("local", "none"):
            self.run_cli("collector", "set", "--url", url)
            self.assertEqual(self.one("collector", "status"), {"mode": url, "url": None, "key": False, "port": None})
        for words in ([], ["--url", "https://c.example.org"], ["--url", "http://c.example.org", "--key-env", "KEY"],
                      ["--url", "ftp://c.example.org", "--key-env", "KEY"], ["--url", "local", "--key-env", "KEY"],
                      ["--url", "https://", "--key-env", "KEY"], ["--url", "https://u:p@c.example.org", "--key-env", "KEY"]):
            with self.subTest(words=words):
                self.fail_cli("collector", "set", *words, status=2, env={"KEY": "k"})
        self.assertEqual(self.one("collector", "status")["mode"], "none")

    def test_collector_at_work(self):
        self.assertIn("collector set", self.fail_cli("collector", "test"))
        self.assertEqual(self.one("collector", "harvest"), {"harvested": True})
        self.fail_cli("collector", "publish", "7")
        self.fail_cli("collector", "publish", "x", status=2)
        self.run_cli("collector", "set", "--url", "http://127.0.0.1:1/", "--key-env", "KEY", env={"KEY": "k"})
        found = self.one("collector", "test", statuses=(1,))
        self.assertEqual((found["ok"], set(found)), (False, {"ok", "message"}))
        self.fail_cli("collector", "harvest")
        self.run_cli("identity", "add", "shop@example.com", "--name", "Shop")
        letter = self.world.path("letter.html", "<p><a href='https://example.com/'>x</a></p>")
        campaign = self.one("campaign", "new", "C", "--from", "shop@example.com", "--subject", "S", "--html", letter)["campaign"]
        self.assertIn(str(campaign), self.fail_cli("collector", "publish", campaign))


class Tools(Case):
    has_workspace = False

    def test_address(self):
        good, bad, slip = self.run_cli("tool", "address", "Ann <Ann@Bücher.Example>", "a@@b", "ann@gmial.com")
        self.assertEqual(good, {"input": "Ann <Ann@Bücher.Example>", "valid": True, "address": "Ann@xn--bcher-kva.example",
                                "key": "ann@xn--bcher-kva.example", "fault": None, "hint": None})
        self.assertEqual((bad["valid"], bad["address"], bad["fault"]), (False, None, "two-ats"))
        self.assertEqual(slip["hint"], "gmail.com?")

    def liquid(self, question, statuses=(0,)):
        text = question if isinstance(question, str) else json.dumps(question)
        return self.one("tool", "liquid", stdin=text, statuses=statuses)

    def test_liquid(self):
        self.assertEqual(self.liquid({"template": "{{ a.b }}", "data": {"a": {"b": "<é>"}}}), {"result": "<é>"})
        self.assertEqual(self.liquid({"template": "{{ a }}", "data": {"a": "<"}, "html": True}), {"result": "&lt;"})
        self.assertEqual(self.liquid({"template": "x"}), {"result": "x"})
        wrong = self.liquid({"template": "one\n  {% if %}"}, statuses=(1,))
        self.assertEqual((wrong["line"], set(wrong)), (2, {"error", "line", "column"}))
        self.assertGreaterEqual(wrong["column"], 3)
        for stdin in ("", "nonsense", "[]", '{"data":{}}', '{"template":"x","data":[]}', "\xff"):
            with self.subTest(stdin=stdin):
                self.run_cli("tool", "liquid", stdin=stdin, statuses=(1, 2), json_out=False)
                self.assertTrue(self.world.stderr)

    def test_csv(self):
        rows = self.run_cli("tool", "csv", self.world.path("a.csv", "a;b;a;\n1;\"x;y\";2;3\n"))
        self.assertEqual(rows, [{"a": "1", "b": "x;y", "a 3": "2", "4": "3"}])
        self.fail_cli("tool", "csv", self.world.path("none.csv"))
        self.fail_cli("tool", "csv", self.world.path("noise", bytes(range(256)) * 20))

    def test_text(self):
        page = "<html><body><h1>Ciao</h1><p>Un <a href='https://example.com/'>legame</a></p></body></html>"
        for words in ((self.world.path("a.html", page),), ("-",)):
            text = self.run_cli("tool", "text", *words, stdin=page, json_out=False)
            self.assertIn("https://example.com/", text)
            self.assertNotIn("<", text)
        self.fail_cli("tool", "text", self.world.path("none.html"))
        self.fail_cli("tool", "text", self.world.path("latin.html", "è".encode("latin-1")))

    def test_verdict(self):
        self.assertEqual(self.one("tool", "verdict", "--stage", "rcpt", "550 5.1.1 No such user")["kind"], "hard")
        soft = self.one("tool", "verdict", "--stage", "rcpt", "452 4.2.2 Mailbox full")
        self.assertEqual((soft["verdict"], soft["kind"], set(soft)), ("later", "soft", {"verdict", "kind", "reason"}))
        self.assertEqual(self.one("tool", "verdict", "--stage", "dot", "250 2.0.0 Ok")["verdict"], "accepted")
        self.fail_cli("tool", "verdict", "--stage", "lunch", "250 Ok", status=2)
        self.fail_cli("tool", "verdict", "--stage", "rcpt", "hello")

    def test_agent(self):
        found = self.one("tool", "agent", "Mozilla/5.0", "--ip", "192.0.2.1", "--seconds-after", "1")
        self.assertEqual((found["kind"], set(found)), ("machine", {"kind", "client", "why"}))
        self.fail_cli("tool", "agent", "curl/8.0", "--ip", "here", status=2)


if __name__ == "__main__":
    unittest.main()
