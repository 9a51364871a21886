#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor's own program of tests (test-editor.c) on a screen of its own: each of its TAP lines is a test here."""
import os
import re
import subprocess
import unittest

from desktop import BUILD, NOISE, Desktop


def run_program():
    desktop = Desktop()
    try:
        return subprocess.run([str(BUILD / "tests/gui/test-editor"), "--tap"], env=desktop.env, text=True, timeout=240,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    finally:
        desktop.close()


def load_tests(loader, tests, pattern):
    done = run_program()
    lines = re.findall(r"^(ok|not ok) \d+ (\S+)", done.stdout, re.M)

    def judge(ok):
        if not ok:
            raise AssertionError(done.stdout[-4000:])

    for result, name in lines:
        tests.addTest(unittest.FunctionTestCase(lambda ok=result == "ok": judge(ok), description=name))
    tests.addTest(unittest.FunctionTestCase(lambda: judge(done.returncode == 0 and lines), description="it ends well"))
    tests.addTest(unittest.FunctionTestCase(lambda: judge(not re.search(NOISE, done.stdout)), description="it is quiet"))
    return tests


if __name__ == "__main__":
    os.environ.setdefault("G_DEBUG", "fatal-criticals")
    unittest.main()
