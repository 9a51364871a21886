/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about a sending: needs no display. */
#include "gui/campaigns/progress-words.h"

#define NOW_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC) /* 22:13:20 */
#define MINUTE_US G_GINT64_CONSTANT (60000000)

/* Both in one unit, and the average only where it is another. */
static const struct {
  double lately;
  double mean;
  const char *words;
} rates[] = {
  { 50, 50, "50 a second" },
  { 50, 45, "50 a second" },
  { 0.25, 0.3, "15 a minute" },
  { 0.25, 1.1, "0.2 a second now, 1.1 a second on average" },
  { 0, 0.5, "0 a minute now, 30 a minute on average" },
  { 0.5, 0.1, "30 a minute now, 6 a minute on average" },
  { 2, 0.5, "2.0 a second now, 0.5 a second on average" },
  { 20, 0, "20 a second" },
  { 0, 0, "0 a minute" },
};

static void
test_rate (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autofree char *words = postino_progress_words_rate (rates[i].lately, rates[i].mean);

      g_assert_cmpstr (words, ==, rates[i].words);
    }
}

static const struct {
  gint64 left_us;
  const char *words;
} times[] = {
  { -MINUTE_US, "less than a minute left" },
  { 29 * G_USEC_PER_SEC, "less than a minute left" },
  { 30 * G_USEC_PER_SEC, "about 1 minute left" },
  { 3 * MINUTE_US, "about 3 minutes left" },
  { 20 * MINUTE_US, "about 20 minutes left" },
  { 27 * MINUTE_US, "about 25 minutes left" },
  { 28 * MINUTE_US, "about 30 minutes left" },
  { 87 * MINUTE_US, "about 85 minutes left" },
  { 91 * MINUTE_US, "about 2 hours left, until 23:45" },
  { 23 * 60 * MINUTE_US, "about 23 hours left, until 21:15" },
  { 35 * 60 * MINUTE_US, "about 1 day left, until 16 November" },
  { 73 * 60 * MINUTE_US, "about 3 days left, until 17 November" },
};

static void
test_left (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *words = postino_progress_words_left (NOW_US + times[i].left_us, NOW_US);

      g_assert_cmpstr (words, ==, times[i].words);
    }
}

static const struct {
  PostinoShare share;
  const char *words;
} shares[] = {
  { { 1, NULL, 5, 0, 0, 0, 0 }, "0 accepted" },
  { { 1, NULL, 5, 3, 0, 1, 0 }, "3 accepted, 1 deferred" },
  { { 1, NULL, 2000, 1234, 3, 2, 1 }, "1234 accepted, 3 refused, 2 deferred, 1 uncertain" },
};

static void
test_share (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autofree char *words = postino_progress_words_share (&shares[i].share);

      g_assert_cmpstr (words, ==, shares[i].words);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress-words/rate", test_rate);
  g_test_add_func ("/progress-words/left", test_left);
  g_test_add_func ("/progress-words/share", test_share);
  return g_test_run ();
}
