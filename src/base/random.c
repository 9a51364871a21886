/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes from GnuTLS: keys, run ids, jitter. A machine without entropy is not one to send
 * mail from, so a failure is fatal rather than an error every caller would have to invent an answer
 * for. */

#include "base/random.h"

#include <gnutls/crypto.h>

void
postino_random_bytes (guint8 *bytes,
                      gsize   n_bytes)
{
  if (gnutls_rnd (GNUTLS_RND_KEY, bytes, n_bytes) < 0)
    g_error ("No random bytes from the system");
}

guint64
postino_random_u64 (void)
{
  guint64 value;

  postino_random_bytes ((guint8 *) &value, sizeof value);
  return value;
}

double
postino_random_unit (void)
{
  return (double) (postino_random_u64 () >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

char *
postino_random_hex (gsize n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (n_bytes);
  GString *hex = g_string_sized_new (n_bytes * 2);

  postino_random_bytes (bytes, n_bytes);
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}
