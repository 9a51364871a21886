/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sender as messages show it; stored by campaign/identities-table. */

#include "message/identity.h"

#include <string.h>

void
postino_identity_free (PostinoIdentity *identity)
{
  if (identity == NULL)
    return;
  g_free (identity->email);
  g_free (identity->name);
  g_free (identity->reply_to);
  g_free (identity->unsubscribe_to);
  g_free (identity->postal_address);
  g_free (identity->legal);
  g_free (identity->privacy_url);
  g_free (identity);
}

const char *
postino_identity_get_domain (const PostinoIdentity *identity)
{
  const char *at = strrchr (identity->email, '@');

  return at != NULL ? at + 1 : "localhost";
}
