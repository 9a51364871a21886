/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/date.h"

static const struct {
  const char *input;
  gint64 us; /* -1: refused */
} cases[] = {
  { "2026-11-22", G_GINT64_CONSTANT (1795305600000000) },
  { "2026-11-22T10:30", G_GINT64_CONSTANT (1795343400000000) },
  { "2026-11-22T10:30:00Z", G_GINT64_CONSTANT (1795343400000000) },
  { "2026-11-22T11:30:00+01:00", G_GINT64_CONSTANT (1795343400000000) },
  { "22/11/2026", -1 },
  { "2026-13-01", -1 },
  { "", -1 },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 us = 0;

      if (cases[i].us < 0)
        {
          g_assert_false (postino_date_parse (cases[i].input, &us, &error));
          g_assert_nonnull (error);
          continue;
        }
      g_assert_true (postino_date_parse (cases[i].input, &us, &error));
      g_assert_cmpint (us, ==, cases[i].us);
    }
}

static void
test_format (void)
{
  g_autofree char *iso = postino_date_to_iso (G_GINT64_CONSTANT (1795343400000000));
  g_autofree char *mail = postino_date_to_rfc5322 (G_GINT64_CONSTANT (1795343400000000));

  g_assert_cmpstr (iso, ==, "2026-11-22T10:30:00Z");
  g_assert_cmpstr (mail, ==, "Sun, 22 Nov 2026 10:30:00 +0000");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/parse", test_parse);
  g_test_add_func ("/date/format", test_format);
  return g_test_run ();
}
