# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader knows of a program, by AT-SPI's own messages. libatspi asks one question after the other, which
takes seconds for a page; here all questions about one depth of the tree are under way at once.

GTK 4.8 says of everything that it is visible. What was never laid out has no size; of what is covered now, only the
question what lies at a point of it tells: nothing."""
import gi

gi.require_version("Gio", "2.0")
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

CHECKED, FOCUSED, SENSITIVE = 4, 12, 24  # states, as bits
IN_WINDOW, IN_PARENT = 1, 2  # kinds of coordinates
ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE = "org.a11y.atspi.Accessible"
TIMEOUT_MS = 10000
MAX_CHILDREN = 80  # of one node: a table has hundreds of rows ready

POINTS = (0, 1, 4, 7)  # eighths of width and height


class Node:
    def __init__(self, program, path, parent):
        self.program, self.path, self.parent = program, path, parent
        self.role, self.name, self.said, self.extents, self.children = "", "", "", None, []

    def take_name(self, answer):
        self.said = answer[0] if answer else ""
        self.name = plain_name(self.said)


def plain_name(name):
    """GTK 4.8 calls a button "_Close Close": by its label, and by the label in it."""
    bare = name.replace("_", "")
    half = len(bare) // 2
    return bare[:half] if half and bare[half] == " " and bare[:half] == bare[half + 1:] else bare


def find_piled(nodes):
    """Those that lie where another does: the pages of a stack, of which one is shown."""
    places = [node.extents for node in nodes if node.extents]
    return [node for node in nodes if node.extents and places.count(node.extents) > 1]


class Screen:
    def __init__(self, connection):
        self.connection = connection

    # ---- questions ----

    def ask_all(self, questions):
        """The answers to (node, interface, method, signature, arguments), None where there is none."""
        answers = [None] * len(questions)
        waiting = len(questions)

        def answered(connection, result, i):
            nonlocal waiting
            waiting -= 1
            try:
                answers[i] = connection.call_finish(result).unpack()
            except GLib.Error:  # it has just gone, or cannot say
                pass

        for i, (node, interface, method, signature, arguments) in enumerate(questions):
            self.connection.call(node.program, node.path, interface if "." in interface else f"org.a11y.atspi.{interface}",
                                 method, GLib.Variant(signature, arguments) if signature else None, None, 0, TIMEOUT_MS,
                                 None, answered, i)
        while waiting:
            GLib.MainContext.default().iteration(True)
        return answers

    def ask(self, node, interface, method, signature=None, *arguments):
        return self.ask_all([(node, interface, method, signature, arguments)])[0]

    def find_programs(self):
        """The root of each program that is ours."""
        registry = Node("org.a11y.atspi.Registry", ROOT, None)
        children = self.ask(registry, "Accessible", "GetChildren")
        roots = [Node(program, path, None) for program, path in (children[0] if children else [])]
        for node, name in zip(roots, self.ask_all([self.name_question(node) for node in roots])):
            node.name = name[0] if name else ""
        return [node for node in roots if "postino" in node.name.lower()]

    @staticmethod
    def name_question(node):
        return (node, "org.freedesktop.DBus.Properties", "Get", "(ss)", (ACCESSIBLE, "Name"))

    def read_name(self, node):
        """As it is by now."""
        node.take_name(self.ask_all([self.name_question(node)])[0])

    # ---- the tree ----

    def look(self):
        """Every node that is laid out and not covered, outside in, the newest window first. GTK makes an accessible of a
        widget when it is first asked for, so what lies at a point is only asked when all were."""
        found = []
        for root in self.find_programs():
            level, nodes, depth = [root], [], 0
            while level:
                nodes += level
                level = self.look_at(level, depth)
                depth += 1
            # Windows of the same size lie at the same place of theirs, but not of a parent: asked for that, GTK warns.
            covered = [child for node in nodes if node is not root for child in find_piled(node.children)]
            hidden = {id(node) for node, shown in zip(covered, self.are_shown(covered)) if not shown}
            root.children.reverse()
            self.flatten(root, hidden, found)
        return found

    def look_at(self, level, depth):
        """Fills in the nodes of one depth, and gives those of the next."""
        questions = []
        for node in level:
            questions += [(node, "Accessible", "GetChildren", None, ()), (node, "Accessible", "GetRole", None, ()),
                          self.name_question(node), (node, "Component", "GetExtents", "(u)", (IN_WINDOW,))]
        answers = self.ask_all(questions)
        following = []
        for i, node in enumerate(level):
            children, role, name, extents = answers[4 * i:4 * i + 4]
            if children is None or role is None or (depth > 1 and extents and extents[0][2] <= 0):
                continue
            node.role = Atspi.role_get_name(Atspi.Role(role[0]))
            node.take_name(name)
            node.extents = extents[0] if extents else None
            node.children = [Node(node.program, path, node) for _, path in children[0][:MAX_CHILDREN]]
            following += node.children
        return following

    def flatten(self, node, hidden, found):
        if not node.role or id(node) in hidden:
            return
        found.append(node)
        for child in node.children:
            self.flatten(child, hidden, found)

    # ---- one of them ----

    def are_shown(self, nodes):
        """Whether anything is drawn at some point of it. What lies there may have no name among accessible ones, so more
        points than one are asked for; of what is insensitive this cannot tell."""
        extents = self.ask_all([(node, "Component", "GetExtents", "(u)", (IN_PARENT,)) for node in nodes])
        states = self.read_states(nodes)
        questions = [(node, "Component", "GetAccessibleAtPoint", "(iiu)", (x + width * part // 8, y + height * part // 8, IN_PARENT))
                     for node, (x, y, width, height) in zip(nodes, ((e or ((0, 0, 0, 0),))[0] for e in extents))
                     for part in POINTS]
        hits = self.ask_all(questions)
        n = len(POINTS)
        return [not states[i] & (1 << SENSITIVE) or extents[i] is None
                or any(hit and not hit[0][1].endswith("/null") for hit in hits[n * i:n * i + n]) for i in range(len(nodes))]

    def read_states(self, nodes):
        answers = self.ask_all([(node, "Accessible", "GetState", None, ()) for node in nodes])
        return [answer[0][0] | answer[0][1] << 32 if answer else 0 for answer in answers]

    def has_state(self, node, state):
        return bool(self.read_states([node])[0] & (1 << state))

    def read_texts(self, nodes):
        answers = self.ask_all([(node, "Text", "GetText", "(ii)", (0, -1)) for node in nodes])
        return [answer[0] if answer else "" for answer in answers]

    def act(self, node):
        answer = self.ask(node, "Action", "DoAction", "(i)", 0)
        return bool(answer and answer[0])

    @staticmethod
    def find_title(node):
        while node is not None and node.role not in ("frame", "dialog", "window"):
            node = node.parent
        return node.name if node is not None else None
