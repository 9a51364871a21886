/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/retry.h"

static const struct {
  guint attempt;
  gint64 minutes;
} cases[] = { { 0, 5 }, { 1, 5 }, { 2, 10 }, { 3, 20 }, { 6, 160 }, { 7, 240 }, { 100, 240 }, { G_MAXUINT, 240 } };

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 expected = cases[i].minutes * 60 * G_USEC_PER_SEC;
      gint64 latest = postino_retry_delay_us (POSTINO_RETRY_FIRST_US, cases[i].attempt, 0.999);

      g_assert_cmpint (postino_retry_delay_us (POSTINO_RETRY_FIRST_US, cases[i].attempt, 0), ==, expected);
      g_assert_cmpint (latest, >, expected);
      g_assert_cmpint (latest, <, expected + expected / 5);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retry/table", test_table);
  return g_test_run ();
}
