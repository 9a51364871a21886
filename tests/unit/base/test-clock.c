/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

enum { N_THREADS = 4, N_MOVES = 10000 };

static void
test_system (void)
{
  PostinoClock *clock = postino_clock_system ();
  gint64 before = g_get_real_time ();
  gint64 now = postino_clock_now_us (clock);
  gint64 after = g_get_real_time ();
  gint64 boot = postino_clock_boot_us (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, after);
  g_assert_cmpint (boot, >=, g_get_monotonic_time () - G_USEC_PER_SEC); /* suspend is counted in, never out */
  g_assert_cmpint (postino_clock_boot_us (clock), >=, boot);
}

static void
test_fake (void)
{
  PostinoFakeClock fake;
  PostinoClock *clock = &fake.parent;

  postino_fake_clock_init (&fake, 100);
  g_assert_cmpint (postino_clock_now_us (clock), ==, 100);
  g_assert_cmpint (postino_clock_now_us (clock), ==, 100);
  postino_fake_clock_advance (&fake, 7);
  g_assert_cmpint (postino_clock_now_us (clock), ==, 107);
  g_assert_cmpint (postino_clock_boot_us (clock), ==, 107);
}

static gpointer
move_clock (gpointer data)
{
  for (int i = 0; i < N_MOVES; i++)
    postino_fake_clock_advance (data, 1);
  return NULL;
}

static void
test_threads (void)
{
  PostinoFakeClock fake;
  GThread *threads[N_THREADS];

  postino_fake_clock_init (&fake, 0);
  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("mover", move_clock, &fake);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (postino_clock_now_us (&fake.parent), ==, N_THREADS * N_MOVES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/system", test_system);
  g_test_add_func ("/clock/fake", test_fake);
  g_test_add_func ("/clock/threads", test_threads);
  return g_test_run ();
}
