/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "campaign/dkim-choice.h"

#define DAY_US (G_GINT64_CONSTANT (24 * 3600) * G_USEC_PER_SEC)
#define NOW (100 * DAY_US)

/* Keys from the newest: "r" or "e" for the kind, then the day it was first seen, or "-"; "0": DNS was never asked. */
static const struct {
  const char *keys;
  const char *uses;   /* S signs, A awaited, F former, O over */
  const char *real;   /* which sign on a real server */
  const char *trial;
  const char *may_go;
} cases[] = {
  { "", "", "", "", "" },
  { "r-", "A", "-", "x", "-" },
  { "r0", "A", "-", "x", "-" },
  { "r50", "S", "x", "x", "-" },
  { "r50 e50", "SS", "xx", "xx", "--" },
  { "r50 e-", "SA", "x-", "xx", "--" },
  /* a new selector: the old one signs until DNS shows the new one */
  { "r- r50", "AS", "-x", "-x", "--" },
  { "r- e- r50 e50", "AASS", "--xx", "--xx", "----" },
  { "r99 r50", "SF", "x-", "x-", "--" },
  { "r93 r50", "SO", "x-", "x-", "--" },
  { "r94 r50", "SF", "x-", "x-", "--" },
  { "r93 r-", "SO", "x-", "x-", "-x" },
  { "r93 r0", "SO", "x-", "x-", "--" },
  { "r99 r-", "SF", "x-", "x-", "--" },
  { "r93 e93 r50 e-", "SSOO", "xx--", "xx--", "---x" },
  /* kinds turn by themselves */
  { "r99 e- r50 e50", "SAFS", "x--x", "x--x", "----" },
  /* one that was never published, between two */
  { "r98 r- r50", "SFF", "x--", "x--", "---" },
  { "r90 r- r50", "SOO", "x--", "x--", "-x-" },
  /* two trials never seen: the newest */
  { "r- r-", "AA", "--", "x-", "--" },
};

static GPtrArray *
make_rows (const char *keys)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_dkim_key_row_free);
  g_auto (GStrv) words = g_strsplit (keys, " ", -1);

  for (gsize i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      PostinoDkimKeyRow *row = g_new0 (PostinoDkimKeyRow, 1);

      row->kind = words[i][0] == 'r' ? POSTINO_DKIM_RSA : POSTINO_DKIM_ED25519;
      row->checked_us = words[i][1] == '0' ? 0 : NOW;
      row->seen_us = words[i][1] == '-' ? 0 : g_ascii_strtoll (words[i] + 1, NULL, 10) * DAY_US;
      g_ptr_array_add (rows, row);
    }
  return rows;
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) rows = make_rows (cases[i].keys);

      g_test_message ("%s", cases[i].keys);
      g_assert_cmpuint (rows->len, ==, strlen (cases[i].uses));
      for (guint j = 0; j < rows->len; j++)
        {
          g_assert_cmpint ("SAFO"[postino_dkim_choice_get_use (rows, j, NOW)], ==, cases[i].uses[j]);
          g_assert_cmpint (postino_dkim_choice_signs (rows, j, FALSE) ? 'x' : '-', ==, cases[i].real[j]);
          g_assert_cmpint (postino_dkim_choice_signs (rows, j, TRUE) ? 'x' : '-', ==, cases[i].trial[j]);
          g_assert_cmpint (postino_dkim_choice_may_go (rows, j, NOW) ? 'x' : '-', ==, cases[i].may_go[j]);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-choice/cases", test_cases);
  return g_test_run ();
}
