/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "base/seal.h"

static void
test_round_trip (void)
{
  g_autoptr (GBytes) plain = g_bytes_new_static ("the keys", 8);
  g_autoptr (GBytes) sealed = postino_seal_with_passphrase (plain, "correct horse");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = postino_seal_open_with_passphrase (sealed, "correct horse", &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, plain));
}

static void
test_refused (void)
{
  g_autoptr (GBytes) plain = g_bytes_new_static ("the keys", 8);
  g_autoptr (GBytes) sealed = postino_seal_with_passphrase (plain, "correct horse");
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (sealed, 0, 20);
  g_autoptr (GError) error = NULL;
  gsize n;
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sealed, &n), g_bytes_get_size (sealed));
  g_autoptr (GBytes) changed = NULL;

  g_assert_null (postino_seal_open_with_passphrase (sealed, "wrong", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (postino_seal_open_with_passphrase (half, "correct horse", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_clear_error (&error);

  bytes[n - 1] ^= 1;
  changed = g_bytes_new (bytes, n);
  g_assert_null (postino_seal_open_with_passphrase (changed, "correct horse", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/round-trip", test_round_trip);
  g_test_add_func ("/seal/refused", test_refused);
  return g_test_run ();
}
