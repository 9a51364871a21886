#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what is data and not code: translations, schema, shell and python scripts, lists."""
import pathlib
import py_compile
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
import xml.dom.minidom

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Data(unittest.TestCase):
    def test_italian_is_complete(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
                            "--keyword=ngettext:1,2", "--files-from=po/POTFILES.in", "-o", f"{folder}/now.pot"],
                           cwd=ROOT, check=True, capture_output=True)
            merged = f"{folder}/it.po"
            subprocess.run(["msgmerge", "-q", "-N", "-o", merged, "po/it.po", f"{folder}/now.pot"], cwd=ROOT, check=True)
            said = subprocess.run(["msgfmt", "--check", "--statistics", "-o", "/dev/null", merged], cwd=ROOT, text=True,
                                  capture_output=True, env={"LC_ALL": "C", "PATH": "/usr/bin"})
            self.assertEqual(said.returncode, 0, said.stderr)
            self.assertNotRegex(said.stderr, "untranslated|fuzzy", said.stderr)

    def test_schemas_load(self):
        """Each folder is one database; its files follow each other."""
        databases = {}
        for path in sorted((ROOT / "data/schema").rglob("*.sql")):
            with self.subTest(path.name):
                db = databases.setdefault(path.parent, sqlite3.connect(":memory:"))
                db.executescript(path.read_text(encoding="utf-8"))

    def test_scripts_parse(self):
        for path in sorted(ROOT.glob("tests/**/*.py")) + sorted(ROOT.glob("data/**/*.py")):
            with self.subTest(path.name), tempfile.TemporaryDirectory() as folder:
                py_compile.compile(str(path), cfile=f"{folder}/x.pyc", doraise=True)
        for name in ("dev", ".ci/run"):
            subprocess.run(["bash", "-n", str(ROOT / name)], check=True)

    def test_xml_is_well_formed(self):
        for path in [*(ROOT / "data").rglob("*.xml")]:
            with self.subTest(path.name):
                xml.dom.minidom.parse(str(path))

    def check_by(self, package, *command):
        """A tool that is missing is a fault of the machine to be told, not a reason to skip."""
        if shutil.which(command[0]) is None:
            self.fail(f"{command[0]} is missing: apt-get install {package}")
        said = subprocess.run(command, cwd=ROOT, text=True, capture_output=True)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)

    def test_desktop_file(self):
        self.check_by("desktop-file-utils", "desktop-file-validate", "data/org.postino.Postino.desktop")

    def test_metainfo(self):
        self.check_by("appstream", "appstreamcli", "validate", "--no-net", "--explain", "data/org.postino.Postino.metainfo.xml")

    def test_templates_are_well_formed(self):
        for path in sorted((ROOT / "ui").rglob("*.ui")):
            with self.subTest(path.name):
                xml.dom.minidom.parse(str(path))

    def test_lists_are_sorted_text(self):
        for path in (ROOT / "data/lists").glob("*"):
            text = path.read_text(encoding="utf-8")
            self.assertTrue(text.endswith("\n"), path.name)
            self.assertNotRegex(text, r"[ \t]\n", path.name)

    def test_demo_contacts_are_nobody(self):
        for path in (ROOT / "data/demo").glob("*.csv"):
            for address in re.findall(r"\S+@[^,\s]+", path.read_text(encoding="utf-8")):
                self.assertRegex(address, r"@example\.(com|org|net)$")


if __name__ == "__main__":
    unittest.main()
