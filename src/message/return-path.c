/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses with a detail behind a "+" (RFC 5233) arrive in the same mailbox at most providers, but not
 * at all of them: so it is an option of a server's. */

#include "message/return-path.h"

#include <string.h>

enum { LOCAL_MAX = 64 }; /* octets */

char *
postino_return_path_build (const char   *address,
                           const guint8 *token_key,
                           gint64        campaign,
                           gint64        row)
{
  const char *at = strrchr (address, '@');
  gsize local = at != NULL ? (gsize) (at - address) : 0;
  g_autofree char *token = NULL;

  if (local == 0 || *address == '"' || local + strlen ("+") + POSTINO_TOKEN_RETURN_LENGTH > LOCAL_MAX)
    return NULL;
  token = postino_token_seal_return (token_key, campaign, row);
  return g_strdup_printf ("%.*s+%s%s", (int) local, address, token, at);
}

gboolean
postino_return_path_open (const char   *address,
                          const guint8 *token_key,
                          gint64       *campaign,
                          gint64       *row)
{
  const char *at = strrchr (address, '@');
  g_autofree char *local = at != NULL ? g_strndup (address, (gsize) (at - address)) : NULL;
  const char *plus = local != NULL ? strrchr (local, '+') : NULL;

  return plus != NULL && postino_token_open_return (token_key, plus + 1, campaign, row);
}
