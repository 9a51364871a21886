/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back-off of deferred recipients. Jitter spreads those that were deferred together, so that they
 * do not all come back to a server that was busy in the same second. */

#include "send/retry.h"

enum { MAX_DOUBLINGS = 20 };

gint64
postino_retry_delay_us (gint64 first_us,
                        guint  attempt,
                        double jitter)
{
  guint doublings = MIN (attempt > 0 ? attempt - 1 : 0, MAX_DOUBLINGS);
  gint64 delay_us = MIN (first_us << doublings, POSTINO_RETRY_MAX_US);

  return delay_us + (gint64) ((double) delay_us * jitter / 5);
}
