/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/pace.h"

enum { N_MESSAGES = 1000 };

static const double rates[] = { 0.5, 1, 3, 10, 14, 333.3 };

/* In no window of a second are there more than the rate allows, however impatiently it is asked. */
static void
test_any_second (void)
{
  for (gsize r = 0; r < G_N_ELEMENTS (rates); r++)
    {
      PostinoPace pace;
      gint64 sent[N_MESSAGES];
      gint64 now = 12345;

      postino_pace_init (&pace, rates[r]);
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
  PostinoPace pace;

  postino_pace_init (&pace, 0);
  for (int i = 0; i < 100; i++)
    g_assert_cmpint (postino_pace_take (&pace, 5), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/any-second", test_any_second);
  g_test_add_func ("/pace/no-limit", test_no_limit);
  return g_test_run ();
}
