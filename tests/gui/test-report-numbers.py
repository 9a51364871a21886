#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a campaign with every fate there is: each number opens as many rows as it says, what earlier campaigns had and
could not be read is told of, and being archived takes no report away."""
import sqlite3
import unittest

from desktop import Desktop

# One recipient of each fate and two accepted ones more; who was refused and tried again is accepted, who was refused twice is
# refused once. An earlier campaign whose sums no number holds: it cannot be read.
FATES = """
INSERT INTO campaign (id, kind, name, state, wanted, tracking, collector_url, started_us, finished_us, created_us, modified_us) VALUES
  (90, 'campaign', 'Ogni sorte', 'finished', 'run', 'by-consent', 'https://c.example', 1796000000000000, 1796003600000000, 1, 1),
  (89, 'campaign', 'Illeggibile', 'finished', 'run', 'none', NULL, 1795000000000000, 1795003600000000, 1, 1),
  (88, 'campaign', 'Solo somme', 'finished', 'run', 'aggregate', 'https://c.example', 1794000000000000, 1794003600000000, 1, 1),
  (87, 'campaign', 'Senza indirizzo', 'finished', 'run', 'by-consent', NULL, 1797000000000000, 1797003600000000, 1, 1);
INSERT INTO campaign_link VALUES (90, 0, 'https://bottega.example/uno'), (90, 1, 'https://bottega.example/due');
INSERT INTO ledger (id, campaign, key, address, state, individual, settled_us, reason, reply) VALUES
  (9001, 90, 'a', 'ada@example.org', 4, 1, 1796000001000000, NULL, '250 ok'),
  (9002, 90, 'b', 'bea@example.org', 4, 1, 1796000001000000, NULL, '250 ok'),
  (9003, 90, 'c', 'ciro@example.org', 4, 0, 1796000001000000, NULL, '250 ok'),
  (9004, 90, 'd', 'dora@example.org', 5, 0, 1796000001000000, NULL, '550 no such user'),
  (9005, 90, 'e', 'elio@example.org', 5, 0, 1796000001000000, NULL, '552 mailbox full'),
  (9006, 90, 'f', 'fede@example.org', 5, 0, 1796000001000000, NULL, '554 policy'),
  (9007, 90, 'g', 'gino@example.org', 6, 0, 1796000001000000, NULL, '451 later'),
  (9008, 90, 'h', 'ida@example.org', 8, 0, 1796000001000000, 'stopped', NULL),
  (9009, 90, 'i', 'lia@example.org', 3, 0, 1796000001000000, 'connection-lost', NULL),
  (9010, 90, 'j', 'mara@example.org', 7, 0, NULL, 'no-consent', NULL),
  (9011, 90, 'k', 'nino@example.org', 7, 0, NULL, 'suppressed', NULL),
  (8701, 87, 'a', 'ada@example.org', 4, 0, 1797000001000000, NULL, '250 ok'),
  (8801, 88, 'a', 'ada@example.org', 4, 0, 1794000001000000, NULL, '250 ok'),
  (8901, 89, 'a', 'ada@example.org', 4, 0, 1795000001000000, NULL, '250 ok');
INSERT INTO event (at_us, type, campaign, ledger, link, kind, agent) VALUES
  (1796000001000000, 'refused', 90, 9003, NULL, 'soft', NULL), (1796000002000000, 'accepted', 90, 9003, NULL, NULL, NULL),
  (1796000001000000, 'refused', 90, 9004, NULL, 'hard', NULL), (1796000001000000, 'refused', 90, 9005, NULL, 'soft', NULL),
  (1796000001000000, 'refused', 90, 9006, NULL, 'soft', NULL), (1796000002000000, 'refused', 90, 9006, NULL, 'block', NULL),
  (1796000003000000, 'opened', 90, 9001, NULL, 'human', 'Thunderbird'), (1796000004000000, 'opened', 90, 9001, NULL, 'human', 'Thunderbird'),
  (1796000003000000, 'opened', 90, 9002, NULL, 'machine', 'Mozilla/5.0'), (1796000003000000, 'opened', 90, NULL, NULL, 'unknown', NULL),
  (1796000005000000, 'clicked', 90, 9001, 0, 'human', 'Firefox'), (1796000006000000, 'clicked', 90, 9001, 1, 'human', 'Firefox'),
  (1796000007000000, 'clicked', 90, 9001, 1, 'human', 'Firefox'), (1796000005000000, 'clicked', 90, 9002, 0, 'machine', 'Barracuda'),
  (1796000005000000, 'clicked', 90, 9002, 0, 'unknown', NULL), (1796000006000000, 'clicked', 90, NULL, 0, 'unknown', NULL),
  (1796000008000000, 'unsubscribed', 90, 9001, NULL, NULL, NULL),
  (1794000005000000, 'clicked', 88, NULL, 0, 'unknown', NULL), (1794000006000000, 'clicked', 88, NULL, 0, 'unknown', NULL);
INSERT INTO rollup VALUES (89, 'accepted', -1, '', 0, 9223372036854775807, 0), (89, 'accepted', -1, '', 3600000000, 9223372036854775807, 0);
"""
# As postino_rollup_table_rebuild () does.
ROLLUP = """
INSERT INTO rollup SELECT campaign, type, {link}, coalesce (kind, ''), at_us - at_us % 3600000000, count(*), sum (first) FROM
  (SELECT *, ledger IS NOT NULL AND row_number () OVER (PARTITION BY campaign, type, {link}, kind, ledger ORDER BY id) = 1 AS first
   FROM event WHERE campaign >= 88) WHERE {condition} GROUP BY 1, 2, 3, 4, 5;
"""

# Which tile is pressed, then which row: how many it says, and of what.
NUMBERS = (
    ("Accepted: 3, 33 %",),
    ("Opened: 1, 50 %", ("People who opened", 1, "person"), ("Opens by people", 2, "opens"), ("Unclear opens", 1, "open"),
     ("Opens by machines", 1, "open")),
    ("Clicked: 1, 50 %", ("People who clicked", 1, "person"), ("Clicks by people", 3, "clicks"), ("Unclear clicks", 2, "clicks"),
     ("Clicks by machines", 1, "click")),
    ("Unsubscribed: 1, 33 %", ("Unsubscribed", 1, "person")),
    ("Bounced: 3, 33 %", ("Undeliverable for ever", 1, "person"), ("Undeliverable for now", 1, "person"), ("Blocked", 1, "person")),
    ("Left out: 2", ("No recorded consent", 1, "person"), ("Must not be mailed", 1, "person")),
)
LINKS = (("https://bottega.example/uno", 1, "person"), ("https://bottega.example/due", 1, "person"))
STATES = (("Accepted by the mail server", 3, "people"), ("Refused by the server", 3, "people"), ("Returned to sender", 1, "person"), ("Cancelled", 1, "person"),
          ("Uncertain", 1, "person"), ("Left out", 2, "people"))


class ReportNumbers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.workspace = cls.desktop.make_demo()
        with sqlite3.connect(f"{cls.workspace}/workspace.db") as db:
            db.executescript(FATES + ROLLUP.format(link="-1", condition="TRUE") + ROLLUP.format(link="link", condition="link IS NOT NULL"))
        db.close()
        cls.program = cls.desktop.run("--workspace", cls.workspace)
        cls.desktop.find("Overview")

    @classmethod
    def tearDownClass(cls):
        cls.desktop.stop_worker(cls.workspace)

    def find_number(self, title, n):
        """The row called so with its number beside, or None."""
        nodes = self.desktop.walk()
        rows = [at for at, (_, role, _) in enumerate(nodes) if role == "list item"] + [len(nodes)]
        return next((nodes[at][0] for at, end in zip(rows, rows[1:]) if nodes[at][2] == title
                     and str(n) in [name for _, role, name in nodes[at:end] if role == "label"]), None)

    def check_number(self, title, n, unit):
        """As many rows as it says."""
        desktop = self.desktop
        desktop.click_node(desktop.wait_for(lambda: self.find_number(title, n), f"{title} with {n}"))
        desktop.wait_text(f"^{n} {unit}$")
        desktop.key("Escape")
        desktop.wait_text("9 recipients$")

    def test_numbers(self):
        desktop = self.desktop
        desktop.find("Report of Senza indirizzo")
        self.assertEqual([name for _, _, name in desktop.walk()].count("–"), 2)  # clicks, and who unsubscribed
        desktop.press("Reports")
        desktop.press("Ogni sorte")
        desktop.wait_text("9 recipients$")
        desktop.wait_text("^What earlier campaigns had could not be read: ")
        for tile, *rows in NUMBERS:
            desktop.press(tile)
            for row in rows:
                self.check_number(*row)
        desktop.wait_text("^11 people on the chosen lists, each in one of these states")
        for row in LINKS + STATES:
            self.check_number(*row)
        desktop.wait_text("Besides: 2 unclear clicks, by machines 1")

        # nobody by name: a sum, called so; its rows are nobody's
        desktop.key("Escape")
        desktop.press("Solo somme")
        desktop.press("Clicks: 2, 200 in 100")
        desktop.press("Unclear clicks")
        desktop.wait_text("^2 clicks$")
        desktop.wait_text("^Measured as a sum: it is not known who$")
        desktop.key("Escape", "Escape")

        # without a public address nobody can say how many unsubscribed: nor is it nobody
        desktop.wait_text("1 accepted of 1$")
        desktop.press("Senza indirizzo")
        desktop.press("Unsubscribed: not known")
        desktop.wait_text("^Not known here: .* writes a mail$")
        self.assertNotIn("Unsubscribed in the First 48 Hours", desktop.texts())
        desktop.key("Escape")

        # put away among campaigns, it stays here
        desktop.ctl(self.workspace, "campaign", "archive", 90)
        desktop.wait_text("^Archived · .* · 3 accepted of 9 · 1 person clicked · 1 unsubscribed$")
        desktop.press("Ogni sorte")
        desktop.wait_text("9 recipients$")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
