/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about providers of recipients: needs no display. */
#include "gui/servers/provider-words.h"

#define NOW_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC) /* 22:13:20 */
#define MINUTE_US G_GINT64_CONSTANT (60000000)

static const struct {
  PostinoDestinationRow row;
  const char *words;
} cases[] = {
  { { "gmail", 20, 5, 0, 0, NULL }, "20 a second, 5 at once" },
  { { "gmail", 0.5, 0, 0, 0, NULL }, "30 a minute" },
  { { "gmail", 0, 1, 0, 0, NULL }, "1 at once" },
  { { "gmail", 0, 0, 0, 0, NULL }, "No limits" },
  { { "gmail", 20, 5, NOW_US + 10 * MINUTE_US, 1, (char *) "421 4.7.28 rate" },
    "20 a second, 5 at once · asked to slow down until 22:23: 421 4.7.28 rate" },
  { { "gmail", 0, 0, NOW_US + 10 * MINUTE_US, 0, (char *) "421 later" }, "asked to slow down until 22:23: 421 later" },
  { { "gmail", 0, 0, NOW_US + 120 * MINUTE_US, 0, (char *) "421 later" }, "asked to slow down until 00:13: 421 later" },
  { { "gmail", 0, 0, NOW_US, 1, (char *) "421 later" }, "asked to slow down, so 1 at once for now: 421 later" },
  { { "gmail", 0, 2, NOW_US - 1, 0, (char *) "421 later" }, "2 at once" },
};

static void
test_describe (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = postino_provider_words_describe (&cases[i].row, NOW_US);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provider-words/describe", test_describe);
  return g_test_run ();
}
