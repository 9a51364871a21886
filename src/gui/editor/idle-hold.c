/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GtkSourceView finds the colours of a long text in turns of 30 ms whenever the main loop is idle. A
 * preview on its way comes back to the main loop twice, and each time waited for such a turn to end.
 *
 * So while it is on its way, something a little more urgent than these turns is always to be done:
 * to sleep for a moment. Whatever else comes, goes before it, and waits for half a millisecond at
 * most. The line that is typed gets its colours at once, from another source. */

#include "gui/editor/idle-hold.h"

enum { NAP_US = 500, DRAWING_US = 40000 };

static gboolean
nap_cb (gpointer user_data)
{
  PostinoIdleHold *hold = user_data;

  if (g_get_monotonic_time () >= hold->until_us)
    {
      hold->source = 0;
      return G_SOURCE_REMOVE;
    }
  g_usleep (NAP_US);
  return G_SOURCE_CONTINUE;
}

void
postino_idle_hold_begin (PostinoIdleHold *hold)
{
  hold->until_us = g_get_monotonic_time () + POSTINO_IDLE_HOLD_MS * 1000;
  if (hold->source == 0)
    hold->source = g_idle_add_full (G_PRIORITY_LOW - 1, nap_cb, hold, NULL);
}

void
postino_idle_hold_end (PostinoIdleHold *hold)
{
  g_clear_handle_id (&hold->source, g_source_remove);
}

void
postino_idle_hold_release (PostinoIdleHold *hold)
{
  hold->until_us = MIN (hold->until_us, g_get_monotonic_time () + DRAWING_US);
}
