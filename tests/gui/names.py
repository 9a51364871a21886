# SPDX-License-Identifier: GPL-3.0-or-later
"""What those who hear the screen are told of buttons."""
BUTTONS = ("push button", "toggle button", "check box", "radio button", "combo box")


def is_said_badly(said):
    """Nothing, the name of a class, a mnemonic's underscore, or the same twice."""
    half = len(said) // 2
    return not said or said.startswith(("Gtk", "Adw", "Postino", "_")) or " _" in said or (
        said[half:half + 1] == " " and said[:half] == said[half + 1:])


def find_badly_named(desktop):
    """Of all buttons, whether the keyboard gets there or not."""
    nodes = [node for node in desktop.screen.look() if node.role in BUTTONS]
    return [f"{node.role} “{node.said}” in {node.parent.name or node.parent.role}" for node in nodes
            if is_said_badly(node.said) and node.parent.role != "combo box"]
