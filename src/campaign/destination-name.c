/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/destination-name.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "contacts/address.h"

char *
postino_destination_find_id (PostinoProviderList *providers,
                             const char          *said,
                             GError             **error)
{
  const PostinoProvider *provider = postino_provider_list_get (providers, said);
  g_autofree char *key = NULL; /* "@example.org" */

  if (provider != NULL)
    return g_strdup (provider->id);
  if (postino_address_parse_domain (said, &key) == POSTINO_ADDRESS_OK)
    {
      provider = postino_provider_list_find_by_domain (providers, key + 1);
      return g_strdup (provider != NULL ? provider->id : key + 1);
    }
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("“%s” is neither a provider nor a domain"), said);
  return NULL;
}

const char *
postino_destination_get_name (PostinoProviderList *providers,
                              const char          *id)
{
  const PostinoProvider *provider = postino_provider_list_get (providers, id);

  return provider != NULL ? provider->name : id;
}
