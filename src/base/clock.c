/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wall clock and interval clock behind one small table of functions.
 *
 * Intervals (back-off, spacing, deadlines) use CLOCK_BOOTTIME: it goes on during suspend, as a
 * provider's limits do, and does not jump when somebody sets the time. */

#include "base/clock.h"

#include <time.h>

static gint64
read_system_now (PostinoClock *clock)
{
  return g_get_real_time ();
}

static gint64
read_system_boot (PostinoClock *clock)
{
  struct timespec ts;

  clock_gettime (CLOCK_BOOTTIME, &ts);
  return (gint64) ts.tv_sec * G_USEC_PER_SEC + ts.tv_nsec / 1000;
}

static gint64
read_fake (PostinoClock *clock)
{
  PostinoFakeClock *fake = (PostinoFakeClock *) clock;

  return __atomic_load_n (&fake->now, __ATOMIC_SEQ_CST);
}

PostinoClock *
postino_clock_system (void)
{
  static PostinoClock system = { read_system_now, read_system_boot };

  return &system;
}

gint64
postino_clock_now_us (PostinoClock *clock)
{
  return clock->now_us (clock);
}

gint64
postino_clock_boot_us (PostinoClock *clock)
{
  return clock->boot_us (clock);
}

void
postino_fake_clock_init (PostinoFakeClock *fake,
                         gint64            now_us)
{
  fake->parent = (PostinoClock) { read_fake, read_fake };
  fake->now = now_us;
}

void
postino_fake_clock_advance (PostinoFakeClock *fake,
                            gint64            by_us)
{
  __atomic_add_fetch (&fake->now, by_us, __ATOMIC_SEQ_CST);
}
