/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Spacing of one server's messages: GCRA with a burst of one, so that a cap of N a second holds in
 * any second. A value; guarded by its owner. */
typedef struct {
  gint64 interval_us; /* 0: no limit */
  gint64 next_us;     /* when the next message may go, on the clock of the callers */
} PostinoPace;

void   postino_pace_init (PostinoPace *pace, double per_second);

/* 0: go, and the place is taken. Else how long to wait before asking again, microseconds; nothing
 * is taken. */
gint64 postino_pace_take (PostinoPace *pace, gint64 now_us);
