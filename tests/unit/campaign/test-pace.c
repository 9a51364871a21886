/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/pace.h"

enum { N_MESSAGES = 1000 };

static const double rates[] = { 0.5, 1, 3, 10, 14, 333.3 };

/* In no window of a second are there more than the rate allows, however impatiently it is asked. */
static void
test_any_second (void)
{
  for (gsize r = 0; r < G_N_ELEMENTS (rates); r++)
    {
      PostinoPace pace = { 0 };
      gint64 sent[N_MESSAGES];
      gint64 now = 12345;

      postino_pace_set_limits (&pace, rates[r], 0);
      for (int i = 0; i < N_MESSAGES; i++)
        {
          gint64 wait;

          if (i % 100 == 99)
            now += 3 * G_USEC_PER_SEC; /* idle time is not saved up */
          while ((wait = postino_pace_take (&pace, now)) > 0)
            now += MAX (wait / 2, 1);
          sent[i] = now;
        }
      for (int i = 0; i < N_MESSAGES; i++)
        {
          int within = 1;

          while (i + within < N_MESSAGES && sent[i + within] - sent[i] < G_USEC_PER_SEC)
            within++;
          g_assert_cmpfloat (within, <=, MAX (rates[r] + 1e-9, 1));
        }
    }
}

static void
test_no_limit (void)
{
  PostinoPace pace = { 0 };

  postino_pace_set_limits (&pace, 0, 0);
  for (int i = 0; i < 100; i++)
    g_assert_cmpint (postino_pace_take (&pace, 5), ==, 0);
}

/* The stricter of both holds; what was changed while it runs keeps the place in time. */
static void
test_minute (void)
{
  PostinoPace pace = { 0 };

  postino_pace_set_limits (&pace, 10, 30);
  g_assert_cmpint (postino_pace_take (&pace, 7), ==, 0);
  g_assert_cmpint (postino_pace_take (&pace, 7), ==, 2 * G_USEC_PER_SEC);
  postino_pace_set_limits (&pace, 0.1, 30);
  g_assert_cmpint (postino_pace_take (&pace, 7), ==, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (postino_pace_take (&pace, 7 + 2 * G_USEC_PER_SEC), ==, 0);
  g_assert_cmpint (postino_pace_take (&pace, 7 + 2 * G_USEC_PER_SEC), ==, 10 * G_USEC_PER_SEC);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/any-second", test_any_second);
  g_test_add_func ("/pace/no-limit", test_no_limit);
  g_test_add_func ("/pace/minute", test_minute);
  return g_test_run ();
}
