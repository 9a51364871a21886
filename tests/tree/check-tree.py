#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the tree to its own rules: who may include whom, sizes, names, translations.

The ladder below is the order in which a message meets the folders (src/README.md). An include goes down, never up,
and carries its folder. Prints one line a fault; exits 1 if there is one.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
MAX_LINES = 800

TOPICS = ["base", "net", "dkim", "oauth", "store", "workspace", "events", "contacts", "interchange", "content", "message", "smtp",
          "sandbox", "campaign", "collect", "harvest", "send", "stats", "bus", "model"]
LADDER = {
    "base": [],
    "net": ["base"],
    "dkim": ["base", "net"],
    "oauth": ["base"],
    "store": ["base"],
    "workspace": ["base", "store"],
    "events": ["base", "store"],
    "contacts": ["base", "net", "store", "events"],
    "interchange": ["base", "store", "events", "contacts"],
    "content": ["base", "store", "contacts"],
    "message": ["base", "dkim", "store", "contacts", "content"],
    "smtp": ["base", "net"],
    "sandbox": ["base", "store", "smtp"],
    "campaign": ["base", "net", "dkim", "oauth", "store", "workspace", "events", "contacts", "interchange", "content", "message",
                 "smtp", "sandbox"],
    "collect": ["base", "net", "store"],
    "harvest": ["base", "net", "store", "workspace", "events", "contacts", "content", "campaign", "collect"],
    "send": ["base", "net", "dkim", "store", "workspace", "events", "contacts", "content", "message", "smtp", "campaign"],
    "stats": ["base", "store", "events", "contacts", "interchange", "content", "campaign"],
    "bus": ["base"],
    "model": ["base", "net", "dkim", "store", "workspace", "events", "contacts", "content", "campaign", "smtp", "sandbox",
              "collect", "stats", "bus"],
    "worker": [topic for topic in TOPICS if topic != "model"],
    "collector": ["base", "net", "store", "collect"],
    "cli": [topic for topic in TOPICS if topic not in ("model", "send")],
    "gui": [topic for topic in TOPICS if topic not in ("net", "smtp", "collect", "harvest", "send")],
}
VAGUE = re.compile(r"(^|-)(utils?|common|helpers?|manager|misc)(-|$)")
GENERATED = {"bus/worker-interface.h", "data/postino-resources.h"}
SQL_PLACES = re.compile(r"^(store/.*|collect/spool|.*-table|.*-query|campaign/audience|workspace/(backup|workspace))$")
SQL = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|ALTER|CREATE)\b')

faults = []


def fault(path, line, text):
    where = f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))
    faults.append(f"{where}: {text}")


def check_includes(path, folder, lines):
    for number, line in enumerate(lines, 1):
        found = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not found or found[1] in GENERATED:
            continue
        target = found[1]
        if "/" not in target:
            fault(path, number, f'include "{target}" does not carry its folder')
            continue
        other = target.split("/")[0]
        if not (SRC / target).exists():
            fault(path, number, f'"{target}" does not exist')
        elif other != folder and other not in LADDER[folder]:
            fault(path, number, f"{folder} may not include {other}")


def check_source(path):
    folder = path.relative_to(SRC).parts[0]
    lines = path.read_text(encoding="utf-8").splitlines()
    if folder not in LADDER:
        fault(path, 0, f"the ladder knows no folder {folder}")
        return
    if not lines or "SPDX-License-Identifier: GPL-3.0-or-later" not in lines[0]:
        fault(path, 1, "no SPDX line")
    if len(lines) > MAX_LINES:
        fault(path, 0, f"{len(lines)} lines: look for the second job")
    if VAGUE.search(path.stem):
        fault(path, 0, "the name does not say what the file is for")
    check_includes(path, folder, lines)
    name = f"{folder}/{path.stem}"
    for number, line in enumerate(lines, 1):
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            fault(path, number, "something is left to do")
        if path.suffix == ".c" and SQL.search(line) and not SQL_PLACES.match(name):
            fault(path, number, "SQL outside a table or query file")


def check_listed():
    """Every .c file is built, named in the meson.build of its folder; every template is in the resource, one file of
    the same name in the same area of src/gui."""
    resource = (ROOT / "ui/postino-ui.gresource.xml").read_text(encoding="utf-8")
    for path in sorted((ROOT / "ui").rglob("*.ui")):
        name = path.relative_to(ROOT / "ui")
        if f">{name}<" not in resource:
            fault(path, 0, "is not in postino-ui.gresource.xml")
        if name.parts[0] != "gtk" and not (SRC / "gui" / name.with_suffix(".c")).exists():
            fault(path, 0, "has no class of its name in src/gui")
    for folder in LADDER:
        listed = (SRC / folder / "meson.build").read_text(encoding="utf-8")
        for path in sorted((SRC / folder).rglob("*.c")):
            if f"'{path.relative_to(SRC / folder)}'" not in listed and path.name != "main.c":
                fault(path, 0, "is not built: not in its folder's meson.build")


def check_translations():
    listed = set((ROOT / "po/POTFILES.in").read_text(encoding="utf-8").split())
    for path in [*sorted(SRC.rglob("*.c")), *sorted((ROOT / "ui").rglob("*.ui"))]:
        name = str(path.relative_to(ROOT))
        marked = re.search(r'(\bN?_|\bngettext|\bC_) ?\("|translatable="yes"', path.read_text(encoding="utf-8"))
        if marked and name not in listed:
            fault(path, 0, "has sentences, but is not in po/POTFILES.in")
        if not marked and name in listed:
            fault(path, 0, "is in po/POTFILES.in, but has no sentences")


def main():
    for path in sorted(SRC.rglob("*.[ch]")):
        check_source(path)
    check_listed()
    check_translations()
    for line in faults:
        print(line)
    print(f"{len(faults)} faults in the tree")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
