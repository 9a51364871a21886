# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds after every fault, whatever it was: the invariants of the design's sending.md.

The workspace says what Postino believes; the peer's log says what a real server would have delivered, its journal whose final
dot came. They must agree, and the workspace with itself.
"""
import collections

STATES = ("ready", "handed", "deferred", "in_doubt", "accepted", "refused", "expired", "skipped", "cancelled")
FINAL = {"in_doubt", "accepted", "refused", "expired", "skipped", "cancelled"}
DOUBTS = {"crash", "connection-lost"}  # the flight table, or the engine: the dot had left
EVENTS = ("accepted", "refused", "in_doubt")


class Broken(AssertionError):
    """An invariant does not hold; the sentence says which, and for whom."""


def demand(holds, sentence):
    if not holds:
        raise Broken(sentence)


def read_rows(world, campaign):
    """By address: state and reason."""
    rows = world.query("SELECT address, state, reason FROM ledger WHERE campaign = ?", campaign)
    return {address: (STATES[state], reason) for address, state, reason in rows}


def check_workspace(world, campaign=None):
    """The workspace agrees with itself; of one campaign, or of all of them."""
    demand(world.query("PRAGMA integrity_check") == [("ok",)], "the database is damaged")
    campaigns = [campaign] if campaign is not None else [row[0] for row in world.query("SELECT id FROM campaign")]
    for one in campaigns:
        recount = dict(world.query("SELECT state, count(*) FROM ledger WHERE campaign = ? GROUP BY state", one))
        kept = {state: n for state, n in world.query("SELECT state, n FROM ledger_count WHERE campaign = ?", one) if n}
        demand(kept == recount, f"campaign {one}: counts {kept}, but there are {recount}")
        for event in EVENTS:
            n = world.query("SELECT count(*) FROM event WHERE campaign = ? AND type = ?", one, event)[0][0]
            rows = recount.get(STATES.index(event), 0)
            # Who was refused, or in doubt, may have been decided about since; accepted is the end.
            demand(n == rows if event == "accepted" else n >= rows, f"campaign {one}: {n} events say {event}, {rows} rows do")


def check(world, campaign, log, recipients, doubtful=0, begun=None, is_over=True):
    """@log: the peer's, a line a message. @doubtful: as many rows at most may be in doubt. @begun: whose final dot came to the
    peer (nobody is in doubt but these; not after a kill, which may fall between the note and the write). @is_over: it has come to
    its end, it does not wait for a person. Gives the rows."""
    rows = read_rows(world, campaign)
    named = collections.defaultdict(set)
    for address, (state, _) in rows.items():
        named[state].add(address)
    held = [line[0] for line in log]
    holds = set(held)
    accepted, doubt = named["accepted"], named["in_doubt"]

    demand(len(rows) == recipients, f"{len(rows)} rows for {recipients} recipients")
    unsettled = {state: len(named[state]) for state in named if state not in (FINAL if is_over else FINAL | {"ready"})}
    demand(not unsettled, f"not in a final state: {unsettled}")
    twice = [address for address, n in collections.Counter(held).items() if n > 1]
    demand(not twice, f"the peer holds these twice: {twice}")
    demand(len({line[1] for line in log}) == len(log), "a Message-ID stands in two messages")
    demand(accepted <= holds, f"accepted, but the peer does not hold it: {accepted - holds}")
    demand(holds <= accepted | doubt, f"the peer holds what is not accounted for: {holds - accepted - doubt}")
    demand(len(doubt) <= doubtful, f"{len(doubt)} in doubt, {doubtful} may be: {doubt}")
    for address in doubt:
        demand(rows[address][1] in DOUBTS, f"{address} is in doubt for {rows[address][1]}")
    demand(begun is None or doubt <= begun, f"in doubt, but the last write never began: {doubt - (begun or set())}")
    suppressed = {address for (address,) in
                  world.query("SELECT l.address FROM ledger l JOIN suppression s ON s.key = l.key WHERE l.campaign = ? AND "
                              "s.at_us < l.armed_us", campaign)}
    demand(not suppressed & holds, f"suppressed, and sent to: {suppressed & holds}")
    check_workspace(world, campaign)
    return rows


def check_spacing(log, most, seconds):
    """No window of this length, wherever it begins, holds more than @most messages; by the peer's clock, which is the time of
    taking: what was spaced by the sender may arrive a little closer together."""
    times = sorted(int(line[3]) for line in log)
    for first, last in zip(times, times[most:]):
        demand(last - first >= seconds * 1e6, f"{most + 1} messages in {(last - first) / 1e6:.3f} s of {seconds}")
