/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/spool.h"
#include "workspace/workspace.h"

/* Tells collectors where the links of launched campaigns lead: for each campaign with a
 * collector_url and no published_us, its link table goes to the local spool or to the public
 * collector, and only when it was acknowledged there is published_us set; nothing is armed before.
 * Blocks; on a worker thread. Campaigns of the local collector wait while @local is NULL. All are
 * tried; the first failure is what is reported. */
gboolean postino_publish_run (PostinoWorkspace *workspace, PostinoSpool *local, GError **error);

/* One address as it may stand in a Location header: whatever is no printable ASCII byte is
 * percent-encoded; yours. */
char    *postino_publish_encode_url (const char *url);
