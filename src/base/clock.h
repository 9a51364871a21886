/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Where the time comes from. Handed in wherever time matters, so that tests can hold it still.
 * Thread-safe. */
typedef struct _PostinoClock PostinoClock;

struct _PostinoClock {
  /* wall clock, microseconds since 1970 UTC: what is stored and shown */
  gint64 (*now_us) (PostinoClock *clock);
  /* microseconds since boot, suspend included: what intervals are measured by */
  gint64 (*boot_us) (PostinoClock *clock);
};

PostinoClock *postino_clock_system  (void); /* static, never freed */
gint64        postino_clock_now_us  (PostinoClock *clock);
gint64        postino_clock_boot_us (PostinoClock *clock);

/* A clock for tests: stands still until moved; both times move together. */
typedef struct {
  PostinoClock parent;
  gint64 now;  /* accessed atomically by the functions below only */
} PostinoFakeClock;

void postino_fake_clock_init    (PostinoFakeClock *fake, gint64 now_us);
void postino_fake_clock_advance (PostinoFakeClock *fake, gint64 by_us);
