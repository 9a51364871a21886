/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/consent-answer.h"

static const struct {
  const char *cell;
  gboolean is_known;
  gboolean is_yes;
} cells[] = {
  { "sì", TRUE, TRUE }, { "Sì ", TRUE, TRUE }, { "SI", TRUE, TRUE }, { "yes", TRUE, TRUE }, { "TRUE", TRUE, TRUE },
  { "1", TRUE, TRUE }, { "x", TRUE, TRUE }, { "Iscritta", TRUE, TRUE }, { "no", TRUE, FALSE }, { "No", TRUE, FALSE },
  { "", TRUE, FALSE }, { "0", TRUE, FALSE }, { "falso", TRUE, FALSE }, { "unsubscribed", TRUE, FALSE },
  { "forse", FALSE, FALSE }, { "12/03/2024", FALSE, FALSE }, { "sì, ma", FALSE, FALSE }, { "11", FALSE, FALSE },
};

static void
test_cells (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_test_message ("%s", cells[i].cell);
      g_assert_cmpint (postino_consent_answer_is_known (cells[i].cell), ==, cells[i].is_known);
      g_assert_cmpint (postino_consent_answer_is_yes (cells[i].cell), ==, cells[i].is_yes);
    }
}

static void
test_headings (void)
{
  static const char *const yes[] = { "Consenso newsletter", "CONSENSI", "Newsletter", "opt-in", "Marketing consent" };
  static const char *const no[] = { "Nome", "Note", "", "Sede legale" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (postino_consent_answer_is_heading (yes[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (postino_consent_answer_is_heading (no[i]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/consent-answer/cells", test_cells);
  g_test_add_func ("/consent-answer/headings", test_headings);
  return g_test_run ();
}
