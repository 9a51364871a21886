/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "send/destination.h"

#define NOW G_GINT64_CONSTANT (1000000000)
#define SECOND G_USEC_PER_SEC

static guint
count_in (PostinoDestination *destination,
          gint64              from_us,
          gint64              for_us)
{
  guint n = 0;

  for (gint64 now_us = from_us; now_us < from_us + for_us; now_us += SECOND / 20)
    {
      while (postino_destination_is_open (destination, now_us))
        {
          postino_destination_take (destination, now_us);
          postino_destination_return (destination);
          n++;
        }
    }
  return n;
}

static const struct {
  double per_second;
  guint in_ten_seconds;
  guint at_first; /* in the first second, asked twenty times */
} paces[] = {
  { 0.5, 5, 1 }, { 1, 10, 1 }, { 2, 20, 2 }, { 10, 100, 10 }, { 100, 1000, 110 }, { 500, 5000, 550 },
};

/* Slow ones in any second; of fast ones a tenth of a second may come at once. */
static void
test_pace (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      PostinoDestination *destination = postino_destination_new ("gmail", "Gmail");
      guint n;

      destination->per_second = paces[i].per_second;
      n = count_in (destination, NOW, SECOND);
      g_test_message ("%g a second: %u in the first", paces[i].per_second, n);
      g_assert_cmpuint (n, <=, paces[i].at_first);
      n += count_in (destination, NOW + SECOND, 9 * SECOND);
      g_assert_cmpuint (n, >=, paces[i].in_ten_seconds * 9 / 10);
      g_assert_cmpuint (n, <=, paces[i].in_ten_seconds * 11 / 10);
      postino_destination_free (destination);
    }
}

static void
test_at_once (void)
{
  PostinoDestination *destination = postino_destination_new ("gmail", "Gmail");

  g_assert_false (postino_destination_has_limit (destination));
  destination->at_once = 2;
  g_assert_true (postino_destination_has_limit (destination));
  postino_destination_take (destination, NOW);
  g_assert_true (postino_destination_is_open (destination, NOW));
  postino_destination_take (destination, NOW);
  g_assert_false (postino_destination_is_open (destination, NOW));
  postino_destination_return (destination);
  g_assert_true (postino_destination_is_open (destination, NOW));
  postino_destination_free (destination);
}

/* Ten minutes, then one at a time, one more for each that is taken, and in the end as before. */
static void
test_pause (void)
{
  PostinoDestination *destination = postino_destination_new ("gmail", "Gmail");
  gint64 open_us = NOW + POSTINO_DESTINATION_PAUSE_US;
  g_autofree char *why = NULL;

  g_assert_null (postino_destination_explain (destination, NOW, 0));
  postino_destination_pause (destination, "421 4.7.28 slow down", NOW);
  why = postino_destination_explain (destination, NOW, 0);
  g_assert_nonnull (strstr (why, "Gmail"));
  g_assert_true (g_str_has_suffix (why, "421 4.7.28 slow down"));
  g_assert_false (postino_destination_is_open (destination, open_us - 1));
  g_assert_true (destination->is_changed);
  for (guint n = 1; n <= POSTINO_DESTINATION_WINDOW_MAX; n++)
    {
      g_assert_cmpuint (destination->window, ==, n);
      for (guint i = 0; i < n; i++)
        {
          g_assert_true (postino_destination_is_open (destination, open_us));
          postino_destination_take (destination, open_us);
        }
      g_assert_false (postino_destination_is_open (destination, open_us));
      for (guint i = 0; i < n; i++)
        postino_destination_return (destination);
      postino_destination_succeed (destination);
    }
  g_assert_false (postino_destination_has_limit (destination));
  g_assert_null (destination->why);
  postino_destination_free (destination);
}

static void
test_shrink (void)
{
  PostinoDestination *destination = postino_destination_new ("gmail", "Gmail");

  for (int i = 0; i < 20; i++)
    postino_destination_take (destination, NOW);
  postino_destination_shrink (destination, "451 4.7.0 later");
  g_assert_cmpuint (destination->window, ==, 10);
  g_assert_false (postino_destination_is_open (destination, NOW));
  g_assert_false (postino_destination_is_closed (destination, NOW));
  for (int i = 0; i < 19; i++)
    postino_destination_return (destination);
  postino_destination_shrink (destination, "451 4.7.0 later");
  g_assert_cmpuint (destination->window, ==, 1); /* never nothing */
  postino_destination_return (destination);
  g_assert_true (postino_destination_is_open (destination, NOW));
  postino_destination_free (destination);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/destination/pace", test_pace);
  g_test_add_func ("/destination/at-once", test_at_once);
  g_test_add_func ("/destination/pause", test_pause);
  g_test_add_func ("/destination/shrink", test_shrink);
  return g_test_run ();
}
