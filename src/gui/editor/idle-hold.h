/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Holds off what the main loop does when nothing else is to be done; zeroed: does not. A member of
 * whoever holds, who ends it before it goes. Main context only. */
typedef struct {
  guint source;
  gint64 until_us;
} PostinoIdleHold;

/* Beginning anew lengthens it; it ends by itself after POSTINO_IDLE_HOLD_MS. */
#define POSTINO_IDLE_HOLD_MS 200
void postino_idle_hold_begin   (PostinoIdleHold *hold);
void postino_idle_hold_end     (PostinoIdleHold *hold);

/* Ends it in a moment: when what was waited for has been drawn, too. */
void postino_idle_hold_release (PostinoIdleHold *hold);
