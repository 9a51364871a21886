/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/dns.h"
#include "smtp/smtp-probe.h"

/* Whether direct delivery can work from here: this computer has a name in DNS that leads to it and back, and mail hosts
 * can be reached on their port. Blocks, for a minute at most; nothing is sent. */
void postino_smtp_direct_probe_run (PostinoSmtpProbe *probe, const PostinoSmtpProfile *profile, PostinoDns *dns,
                                    GCancellable *cancellable);
