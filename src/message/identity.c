/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sender as messages show it; stored by campaign/identities-table. */

#include "message/identity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "contacts/address.h"

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

/* Replaces what was typed by the address as it goes on the wire. */
static gboolean
clean_address (char   **typed,
               GError **error)
{
  g_auto (PostinoAddress) parsed = { NULL };
  PostinoAddressFault fault;

  if (*typed == NULL || **typed == '\0')
    return TRUE;
  fault = postino_address_parse (*typed, -1, &parsed);
  if (fault != POSTINO_ADDRESS_OK)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is not an e-mail address: %s"), *typed,
                   postino_address_fault_to_sentence (fault));
      return FALSE;
    }
  g_free (*typed);
  *typed = g_steal_pointer (&parsed.address);
  return TRUE;
}

static gboolean
check_privacy (const char *url,
               GError    **error)
{
  if (url == NULL || *url == '\0'
      || ((g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://"))
          && g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL)))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
               _("“%s” is not the address of a page: https://…"), url);
  return FALSE;
}

gboolean
postino_identity_normalize (PostinoIdentity *identity,
                            GError         **error)
{
  if (identity->name != NULL)
    {
      char *name = postino_text_single_line (identity->name);

      g_free (identity->name);
      identity->name = name;
    }
  return clean_address (&identity->email, error) && clean_address (&identity->reply_to, error)
         && clean_address (&identity->unsubscribe_to, error)
         && check_privacy (identity->privacy_url, error);
}
