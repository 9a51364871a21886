/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not a test of the generator, which is GnuTLS's, but that all of it arrives: every bit takes both values, bounds hold. */
#include <string.h>

#include "base/random.h"

enum { N_DRAWS = 2000 };

static void
test_bits (void)
{
  guint64 ever_set = 0;
  guint64 always_set = G_MAXUINT64;

  for (int i = 0; i < N_DRAWS; i++)
    {
      guint64 value = postino_random_u64 ();

      ever_set |= value;
      always_set &= value;
    }
  g_assert_cmphex (ever_set, ==, G_MAXUINT64);
  g_assert_cmphex (always_set, ==, 0);
}

/* Of 33 bytes each is drawn, and none behind them. */
static void
test_bytes (void)
{
  guint8 seen[34] = { 0 };

  for (int i = 0; i < N_DRAWS; i++)
    {
      guint8 bytes[34] = { 0 };

      postino_random_bytes (bytes, 33);
      for (gsize j = 0; j < sizeof bytes; j++)
        seen[j] |= bytes[j];
    }
  for (gsize j = 0; j < 33; j++)
    g_assert_cmpuint (seen[j], ==, 0xff);
  g_assert_cmpuint (seen[33], ==, 0);
}

static void
test_unit (void)
{
  double least = 1;
  double most = 0;

  for (int i = 0; i < N_DRAWS; i++)
    {
      double value = postino_random_unit ();

      g_assert_cmpfloat (value, >=, 0);
      g_assert_cmpfloat (value, <, 1);
      least = MIN (least, value);
      most = MAX (most, value);
    }
  g_assert_cmpfloat (least, <, 0.05);
  g_assert_cmpfloat (most, >, 0.95);
}

static const gsize sizes[] = { 0, 1, 16, 1000 };

static void
test_hex (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *one = postino_random_hex (sizes[i]);
      g_autofree char *other = postino_random_hex (sizes[i]);

      g_assert_cmpuint (strlen (one), ==, 2 * sizes[i]);
      g_assert_cmpuint (strspn (one, "0123456789abcdef"), ==, 2 * sizes[i]);
      if (sizes[i] >= 16)
        g_assert_cmpstr (one, !=, other);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/bits", test_bits);
  g_test_add_func ("/random/bytes", test_bytes);
  g_test_add_func ("/random/unit", test_unit);
  g_test_add_func ("/random/hex", test_hex);
  return g_test_run ();
}
