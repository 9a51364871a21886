/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/cap.h"

#define SECOND G_USEC_PER_SEC
#define HOUR (G_GINT64_CONSTANT (3600) * SECOND)
#define DAY (24 * HOUR)

enum { N_MESSAGES = 3000 };

static guint
count_within (const gint64 *sent,
              guint         n,
              guint         from,
              gint64        length)
{
  guint within = 0;

  while (from + within < n && sent[from + within] - sent[from] < length)
    within++;
  return within;
}

/* However irregularly it is asked, and however long a message takes: in no hour, day or month that begins with
 * any message are there more than the limit. And it is used: who waits as long as told may go on. */
static void
test_any_window (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  PostinoCap cap;
  gint64 *sent = g_new (gint64, N_MESSAGES);
  gint64 now = 0;
  PostinoCapWindow window;

  postino_cap_init (&cap);
  cap.limits[POSTINO_CAP_HOUR] = 10;
  cap.limits[POSTINO_CAP_DAY] = 50;
  cap.limits[POSTINO_CAP_MONTH] = 800;
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      if (!postino_cap_take (&cap, now))
        {
          gint64 wait = postino_cap_find_wait (&cap, now, &window);

          g_assert_cmpint (wait, >, 0);
          g_assert_cmpint (postino_cap_find_wait (&cap, now + wait - 1, &window), >, 0);
          now += wait;
          g_assert_true (postino_cap_take (&cap, now));
        }
      now += g_rand_int_range (random, 0, 600) * SECOND; /* a slow server */
      sent[i] = now;
      postino_cap_return (&cap, TRUE, now);
    }
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_assert_cmpuint (count_within (sent, N_MESSAGES, i, HOUR), <=, 10);
      g_assert_cmpuint (count_within (sent, N_MESSAGES, i, DAY), <=, 50);
      g_assert_cmpuint (count_within (sent, N_MESSAGES, i, POSTINO_CAP_MONTH_US), <=, 800);
    }
  postino_cap_clear (&cap);
  g_free (sent);
}

/* What is out has its place; what was not sent gives it back. */
static void
test_out (void)
{
  PostinoCap cap;
  PostinoCapWindow window;

  postino_cap_init (&cap);
  cap.limits[POSTINO_CAP_DAY] = 2;
  g_assert_true (postino_cap_take (&cap, 5));
  g_assert_true (postino_cap_take (&cap, 5));
  g_assert_false (postino_cap_take (&cap, 5));
  g_assert_cmpint (postino_cap_find_wait (&cap, 5, &window), ==, 0); /* one of them may come back */
  postino_cap_return (&cap, FALSE, 6);
  g_assert_true (postino_cap_take (&cap, 7));
  postino_cap_return (&cap, TRUE, 2 * DAY);
  g_assert_cmpuint (postino_cap_count (&cap, POSTINO_CAP_DAY, 2 * DAY), ==, 1);
  g_assert_false (postino_cap_take (&cap, 2 * DAY));
  postino_cap_return (&cap, TRUE, 2 * DAY + 1);
  g_assert_cmpint (postino_cap_find_wait (&cap, 2 * DAY, &window), ==, DAY + POSTINO_CAP_SLICE_US);
  g_assert_cmpint (window, ==, POSTINO_CAP_DAY);
  g_assert_false (postino_cap_take (&cap, 3 * DAY));
  g_assert_true (postino_cap_take (&cap, 3 * DAY + POSTINO_CAP_SLICE_US));
  postino_cap_clear (&cap);
}

/* What an earlier run sent counts; a limit that is set later finds it; a lower one waits for more to go. */
static void
test_loaded (void)
{
  PostinoCap cap;
  PostinoCapWindow window;
  gint64 now = 40 * DAY;

  postino_cap_init (&cap);
  postino_cap_load (&cap, now - 35 * DAY, 1000);
  postino_cap_load (&cap, now - 2 * DAY, 30);
  postino_cap_load (&cap, now - 30 * SECOND, 4);
  g_assert_cmpuint (postino_cap_count (&cap, POSTINO_CAP_HOUR, now), ==, 4);
  g_assert_cmpuint (postino_cap_count (&cap, POSTINO_CAP_DAY, now), ==, 4);
  g_assert_cmpuint (postino_cap_count (&cap, POSTINO_CAP_MONTH, now), ==, 34);
  g_assert_cmpint (postino_cap_find_wait (&cap, now, &window), ==, 0);
  cap.limits[POSTINO_CAP_HOUR] = 4;
  g_assert_false (postino_cap_take (&cap, now));
  g_assert_cmpint (postino_cap_find_wait (&cap, now, &window), ==, HOUR + 30 * SECOND);
  cap.limits[POSTINO_CAP_MONTH] = 20;
  g_assert_cmpint (postino_cap_find_wait (&cap, now, &window), ==, 29 * DAY + POSTINO_CAP_SLICE_US);
  g_assert_cmpint (window, ==, POSTINO_CAP_MONTH);
  cap.limits[POSTINO_CAP_HOUR] = cap.limits[POSTINO_CAP_MONTH] = 0;
  g_assert_true (postino_cap_take (&cap, now));
  postino_cap_clear (&cap);
}

/* A year of a message a minute keeps the memory of a month. */
static void
test_memory (void)
{
  PostinoCap cap;
  gint64 now = 0;

  postino_cap_init (&cap);
  for (int i = 0; i < 366 * 24 * 60; i++, now += POSTINO_CAP_SLICE_US)
    {
      g_assert_true (postino_cap_take (&cap, now));
      postino_cap_return (&cap, TRUE, now);
    }
  g_assert_cmpuint (postino_cap_count (&cap, POSTINO_CAP_HOUR, now), ==, 60);
  g_assert_cmpuint (postino_cap_count (&cap, POSTINO_CAP_MONTH, now), ==, 31 * 24 * 60);
  g_assert_cmpuint (cap.slices->len, <, 31 * 24 * 60 + 1100);
  postino_cap_clear (&cap);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cap/any-window", test_any_window);
  g_test_add_func ("/cap/out", test_out);
  g_test_add_func ("/cap/loaded", test_loaded);
  g_test_add_func ("/cap/memory", test_memory);
  return g_test_run ();
}
