/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/collector-client.h"
#include "collect/spool.h"
#include "workspace/workspace.h"

/* Spools become events, suppressions and withdrawn consents. All block: on a worker thread, of one
 * process (the worker, or a command where none runs). */

/* How often the public collector is harvested while there is no reason to hurry. */
#define POSTINO_HARVEST_INTERVAL_US (15 * 60 * G_USEC_PER_SEC)
/* After a failure it is not bothered again for so long. */
#define POSTINO_HARVEST_RETRY_US (30 * G_USEC_PER_SEC)

#define POSTINO_SECRET_COLLECTOR_KEY "collector-key"

/* Takes over everything in the local spool; cheap when there is nothing. @local NULL: nothing to
 * do. */
gboolean postino_harvest_run        (PostinoWorkspace *workspace, PostinoSpool *local,
                                     GError **error);

/* The same with the public collector, if the settings name one and its last harvest is at least
 * @interval_us ago; 0: at once, for the freeze and for people who ask. A failure is reported once,
 * then POSTINO_HARVEST_RETRY_US is let pass before another try (not with 0). */
gboolean postino_harvest_run_public (PostinoWorkspace *workspace, gint64 interval_us,
                                     GError **error);

/* A client for the collector the settings name; *@client NULL if they name none. For the other
 * stories of this folder and for `collector test`. */
gboolean postino_harvest_open_client (PostinoWorkspace *workspace, PostinoCollectorClient **client,
                                      GError **error);

/* Whether a failure of the public collector is so recent that it is left alone; and to say that
 * there was one. */
gboolean postino_harvest_is_held_off (PostinoWorkspace *workspace, gboolean *held_off,
                                      GError **error);
void     postino_harvest_hold_off    (PostinoWorkspace *workspace);
