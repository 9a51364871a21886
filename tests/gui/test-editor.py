#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor's own program of tests: test-editor.c."""
import os
import unittest

from programs import add_tests


def load_tests(loader, tests, pattern):
    add_tests(tests, "test-editor")
    return tests


if __name__ == "__main__":
    os.environ.setdefault("G_DEBUG", "fatal-criticals")
    unittest.main()
