# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of tests that show a part of the window, on a screen of their own: each of their TAP lines is a test."""
import re
import subprocess
import unittest

from desktop import NOISE, Desktop


def run_program(name):
    desktop = Desktop()
    try:
        return subprocess.run([str(desktop.tool(name)), "--tap"], env=desktop.env, text=True, timeout=240,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    finally:
        desktop.close()


def add_tests(tests, name):
    done = run_program(name)
    lines = re.findall(r"^(ok|not ok) \d+ (\S+)", done.stdout, re.M)

    def judge(ok):
        if not ok:
            raise AssertionError(done.stdout[-4000:])

    for result, test in lines:
        tests.addTest(unittest.FunctionTestCase(lambda ok=result == "ok": judge(ok), description=test))
    tests.addTest(unittest.FunctionTestCase(lambda: judge(done.returncode == 0 and lines), description=f"{name} ends well"))
    tests.addTest(unittest.FunctionTestCase(lambda: judge(not re.search(NOISE, done.stdout)), description=f"{name} is quiet"))
