/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generic cell rate algorithm (ITU-T I.371) with a burst of one: time that was not used is not
 * saved up, since a provider that counts any second would see the burst. */

#include "send/pace.h"

#include <math.h>

void
postino_pace_init (PostinoPace *pace,
                   double       per_second)
{
  pace->interval_us = per_second > 0 ? (gint64) ceil (G_USEC_PER_SEC / per_second) : 0;
  pace->next_us = 0;
}

gint64
postino_pace_take (PostinoPace *pace,
                   gint64       now_us)
{
  if (pace->interval_us == 0)
    return 0;
  if (now_us < pace->next_us)
    return pace->next_us - now_us;
  pace->next_us = now_us + pace->interval_us;
  return 0;
}
