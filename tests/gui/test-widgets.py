#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Widgets alone, by their own programs of tests: test-bar-chart.c and its like."""
import os
import unittest

from programs import add_tests


def load_tests(loader, tests, pattern):
    for name in ("test-bar-chart", "test-chart-card", "test-text-cell", "test-toast"):
        add_tests(tests, name)
    return tests


if __name__ == "__main__":
    os.environ.setdefault("G_DEBUG", "fatal-criticals")
    unittest.main()
