/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Spacing of one server's messages: GCRA with a burst of one, so that a cap of N a second holds in
 * any second, and one of N a minute in any minute. A value; guarded by its owner. */
typedef struct {
  gint64 interval_us; /* 0: no limit */
  gint64 next_us;     /* when the next message may go, on the clock of the callers */
} PostinoPace;

/* Each limit 0 if there is none. When the next may go stays as it is. */
void   postino_pace_set_limits (PostinoPace *pace, double per_second, guint per_minute);

/* 0: go, and the place is taken. Else how long to wait before asking again, microseconds; nothing
 * is taken. */
gint64 postino_pace_take (PostinoPace *pace, gint64 now_us);
