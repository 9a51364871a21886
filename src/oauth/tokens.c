/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens out of what a token endpoint answers, and the text in which a sign-in is kept.
 *
 * A refusal has three meanings: the sign-in is over (`invalid_grant`: withdrawn, expired, the
 * password was changed), the client is not what it should be, or it is a matter of time. The first
 * two need a person. Codes of OAuth are shown; descriptions are not, for nobody knows what a server
 * writes there. */

#include "oauth/tokens.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/error.h"

enum {
  TOKEN_MAX = 8192,         /* Microsoft's have some 2 500 characters */
  LIFETIME_MAX_S = 90 * 86400,
  STATUS_OK = 200,
  STATUS_TOO_MANY = 429,
};

#define GRANT_MARK "postino-oauth"

static void
wipe (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* NULL where it is no text. Borrowed. */
static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/* RFC 6749, A.12: visible ASCII. What is put into a line of SMTP must not end it. */
static gboolean
is_token (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] <= ' ' || text[i] > '~')
        return FALSE;
    }
  return length > 0 && length <= TOKEN_MAX;
}

/* Some servers write the number as text. */
static gint64
read_lifetime (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "expires_in");
  gint64 seconds = 0;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return POSTINO_OAUTH_LIFETIME_DEFAULT_S;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    seconds = g_ascii_strtoll (json_node_get_string (node), NULL, 10);
  else
    seconds = json_node_get_int (node);
  return CLAMP (seconds, 0, LIFETIME_MAX_S);
}

/* A parser that holds an object, or NULL. */
static JsonParser *
parse_object (const char *bytes,
              gsize       n_bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!g_utf8_validate (bytes, (gssize) n_bytes, NULL)
      || !json_parser_load_from_data (parser, bytes, (gssize) n_bytes, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&parser) : NULL;
}

static gboolean
fail_unreadable (const char *host,
                 GError    **error)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
               _("The answer of “%s” to the sign-in cannot be read"), host);
  return FALSE;
}

/* Words of RFC 6749 only: letters and underscores. */
static gboolean
is_code (const char *text)
{
  return text != NULL && *text != '\0' && strspn (text, "abcdefghijklmnopqrstuvwxyz_") == strlen (text);
}

static gboolean
refuse (guint       status,
        const char *code,
        const char *host,
        GError    **error)
{
  if (g_strcmp0 (code, "invalid_grant") == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The sign-in at “%s” is no longer valid: sign in again"), host);
  else if (status == STATUS_TOO_MANY || status / 100 == 5 || g_strcmp0 (code, "slow_down") == 0
           || g_strcmp0 (code, "temporarily_unavailable") == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                 _("“%s” gives no access now (it answered %u)"), host, status);
  else if (g_strcmp0 (code, "invalid_client") == 0 || g_strcmp0 (code, "unauthorized_client") == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("“%s” does not accept the client ID or its secret"), host);
  else if (is_code (code))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("“%s” refuses the sign-in: %s"), host, code);
  else
    return fail_unreadable (host, error);
  return FALSE;
}

static gboolean
read_tokens (JsonObject         *object,
             const char         *host,
             PostinoOauthTokens *tokens,
             GError            **error)
{
  const char *access_token = get_text (object, "access_token");
  const char *refresh_token = get_text (object, "refresh_token");
  const char *type = get_text (object, "token_type");

  if (!is_token (access_token) || (refresh_token != NULL && !is_token (refresh_token))
      || (type != NULL && g_ascii_strcasecmp (type, "Bearer") != 0))
    return fail_unreadable (host, error);
  tokens->access_token = g_strdup (access_token);
  tokens->refresh_token = g_strdup (refresh_token);
  tokens->lifetime_s = read_lifetime (object);
  return TRUE;
}

gboolean
postino_oauth_tokens_parse (guint               status,
                            const char         *bytes,
                            gsize               n_bytes,
                            const char         *host,
                            PostinoOauthTokens *tokens,
                            GError            **error)
{
  g_autoptr (JsonParser) parser = parse_object (bytes, n_bytes);
  JsonObject *object = parser != NULL ? json_node_get_object (json_parser_get_root (parser)) : NULL;

  *tokens = (PostinoOauthTokens) { 0 };
  if (status == STATUS_OK)
    return object != NULL ? read_tokens (object, host, tokens, error) : fail_unreadable (host, error);
  return refuse (status, object != NULL ? get_text (object, "error") : NULL, host, error);
}

void
postino_oauth_tokens_clear (PostinoOauthTokens *tokens)
{
  g_clear_pointer (&tokens->access_token, wipe);
  g_clear_pointer (&tokens->refresh_token, wipe);
}

/* ---- what is kept ---- */

char *
postino_oauth_grant_to_text (const PostinoOauthGrant *grant)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "kind", GRANT_MARK);
  if (grant->client_secret != NULL)
    json_object_set_string_member (object, "client_secret", grant->client_secret);
  if (grant->refresh_token != NULL)
    json_object_set_string_member (object, "refresh_token", grant->refresh_token);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

gboolean
postino_oauth_grant_parse (const char        *text,
                           PostinoOauthGrant *grant)
{
  g_autoptr (JsonParser) parser = text != NULL ? parse_object (text, strlen (text)) : NULL;
  JsonObject *object;

  *grant = (PostinoOauthGrant) { 0 };
  if (parser == NULL)
    return FALSE;
  object = json_node_get_object (json_parser_get_root (parser));
  if (g_strcmp0 (get_text (object, "kind"), GRANT_MARK) != 0)
    return FALSE;
  grant->client_secret = g_strdup (get_text (object, "client_secret"));
  grant->refresh_token = g_strdup (get_text (object, "refresh_token"));
  return TRUE;
}

void
postino_oauth_grant_clear (PostinoOauthGrant *grant)
{
  g_clear_pointer (&grant->client_secret, wipe);
  g_clear_pointer (&grant->refresh_token, wipe);
}
