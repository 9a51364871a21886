/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send/flight.h"
#include "store/store.h"

/* Settles what another run of the worker left handed, by the flight table it left. Before anything
 * is armed and before the table is made anew. Can be repeated. *@n_doubtful (may be NULL) is how
 * many ended in doubt. */
gboolean postino_recovery_run (PostinoStore *store, const char *flight_path, const char *run,
                               guint *n_doubtful, GError **error);

/* What a phase proves. Pure: the table of sending.md's "On start". @log_known: the table is that of
 * the row's very run. */
typedef enum {
  POSTINO_RECOVERY_READY,
  POSTINO_RECOVERY_IN_DOUBT,
  POSTINO_RECOVERY_ANSWERED,
} PostinoRecoveryFinding;

PostinoRecoveryFinding postino_recovery_judge (gboolean log_known, PostinoFlightPhase phase);
