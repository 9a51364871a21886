/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of those whose endpoints are known, so that nobody has to look for them. */

#include "oauth/oauth-provider.h"

#include "base/paths.h"

static gboolean
has_host (GKeyFile   *list,
          const char *group,
          const char *host)
{
  g_auto (GStrv) hosts = g_key_file_get_string_list (list, group, "hosts", NULL, NULL);

  for (gsize i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (hosts[i], host) == 0)
        return TRUE;
    }
  return FALSE;
}

static PostinoOauthProvider *
read_provider (GKeyFile   *list,
               const char *group)
{
  PostinoOauthProvider *provider = g_new0 (PostinoOauthProvider, 1);

  provider->name = g_strdup (group);
  provider->authorize_url = g_key_file_get_value (list, group, "authorize", NULL);
  provider->token_url = g_key_file_get_value (list, group, "token", NULL);
  provider->scope = g_key_file_get_value (list, group, "scope", NULL);
  provider->extra = g_key_file_get_value (list, group, "extra", NULL);
  provider->redirect_host = g_key_file_get_value (list, group, "redirect", NULL);
  return provider;
}

PostinoOauthProvider *
postino_oauth_provider_find (const char *host)
{
  g_autoptr (GBytes) bytes = postino_paths_load_resource ("lists/oauth-providers.ini");
  g_autoptr (GKeyFile) list = g_key_file_new ();
  g_auto (GStrv) groups = NULL;
  gboolean is_list = g_key_file_load_from_bytes (list, bytes, G_KEY_FILE_NONE, NULL);

  g_assert (is_list);
  groups = g_key_file_get_groups (list, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    {
      if (has_host (list, groups[i], host))
        return read_provider (list, groups[i]);
    }
  return NULL;
}

void
postino_oauth_provider_free (PostinoOauthProvider *provider)
{
  if (provider == NULL)
    return;
  g_free (provider->name);
  g_free (provider->authorize_url);
  g_free (provider->token_url);
  g_free (provider->scope);
  g_free (provider->extra);
  g_free (provider->redirect_host);
  g_free (provider);
}
