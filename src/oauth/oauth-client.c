/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of OAuth 2 (RFC 6749, section 2) and its two endpoints.
 *
 * None is shipped: a client secret in a free program is none, and a provider that withdraws the one
 * client would stop everybody. */

#include "oauth/oauth-client.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "oauth/oauth-provider.h"

enum { ID_MAX = 512 };

static gboolean
is_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return g_strcmp0 (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

/* https, or this machine. */
static gboolean
is_endpoint (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_fragment (uri) != NULL)
    return FALSE;
  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0
         || (g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 && is_this_machine (host));
}

/* RFC 6749, A.1: printable ASCII. */
static gboolean
is_client_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] < ' ' || text[i] > '~')
        return FALSE;
    }
  return length > 0 && length <= ID_MAX;
}

static gboolean
is_complete (const PostinoOauthClient *client,
             const char               *host,
             GError                  **error)
{
  if (!is_client_id (client->client_id))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("To sign in with OAuth a client ID is needed, from the provider’s page for developers"));
      return FALSE;
    }
  if (client->authorize_url == NULL || client->token_url == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("Where one signs in for “%s” is not known: both addresses are needed, for signing in and for tokens"),
                   host);
      return FALSE;
    }
  if (is_endpoint (client->authorize_url) && is_endpoint (client->token_url))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
               _("The addresses for signing in and for tokens begin with https://"));
  return FALSE;
}

static char *
choose (const char *said,
        const char *known)
{
  return g_strdup (said != NULL && *said != '\0' ? said : known);
}

PostinoOauthClient *
postino_oauth_client_new (const char *host,
                          const char *client_id,
                          const char *client_secret,
                          const char *authorize_url,
                          const char *token_url,
                          const char *scope,
                          GError    **error)
{
  static const PostinoOauthProvider unknown = { 0 };
  g_autoptr (PostinoOauthProvider) found = postino_oauth_provider_find (host);
  g_autoptr (PostinoOauthClient) client = g_new0 (PostinoOauthClient, 1);
  const PostinoOauthProvider *provider = found != NULL ? found : &unknown;

  client->client_id = g_strdup (client_id);
  client->client_secret = choose (client_secret, NULL);
  client->authorize_url = choose (authorize_url, provider->authorize_url);
  client->token_url = choose (token_url, provider->token_url);
  client->scope = choose (scope, provider->scope);
  client->extra = g_strdup (provider->extra);
  client->redirect_host = choose (provider->redirect_host, "127.0.0.1");
  return is_complete (client, host, error) ? g_steal_pointer (&client) : NULL;
}

PostinoOauthClient *
postino_oauth_client_copy (const PostinoOauthClient *client)
{
  PostinoOauthClient *copy = g_new (PostinoOauthClient, 1);

  copy->client_id = g_strdup (client->client_id);
  copy->client_secret = g_strdup (client->client_secret);
  copy->authorize_url = g_strdup (client->authorize_url);
  copy->token_url = g_strdup (client->token_url);
  copy->scope = g_strdup (client->scope);
  copy->extra = g_strdup (client->extra);
  copy->redirect_host = g_strdup (client->redirect_host);
  return copy;
}

void
postino_oauth_client_free (PostinoOauthClient *client)
{
  if (client == NULL)
    return;
  if (client->client_secret != NULL)
    explicit_bzero (client->client_secret, strlen (client->client_secret));
  g_free (client->client_id);
  g_free (client->client_secret);
  g_free (client->authorize_url);
  g_free (client->token_url);
  g_free (client->scope);
  g_free (client->extra);
  g_free (client->redirect_host);
  g_free (client);
}
