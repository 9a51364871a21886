/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a token endpoint gave (RFC 6749, section 5). */
typedef struct {
  char *access_token;
  char *refresh_token; /* NULL: none, or the one there is goes on */
  gint64 lifetime_s;   /* of the access token, from now */
} PostinoOauthTokens;

#define POSTINO_OAUTH_LIFETIME_DEFAULT_S 3600 /* where the answer does not say */

/* Reads the answer of a token endpoint, @status its HTTP status. @host names it in sentences. FALSE
 * with POSTINO_ERROR_REFUSED (a person has to sign in again, or the client is not known),
 * _BUSY (later) or _PROTOCOL. Reads any bytes; any thread. */
gboolean postino_oauth_tokens_parse (guint status, const char *bytes, gsize n_bytes,
                                     const char *host, PostinoOauthTokens *tokens, GError **error);

/* Wipes. */
void     postino_oauth_tokens_clear (PostinoOauthTokens *tokens);

/* What is kept of a sign-in among the secrets, in the place of a password. */
typedef struct {
  char *client_secret; /* NULL: the client has none */
  char *refresh_token; /* NULL: nobody has signed in yet */
} PostinoOauthGrant;

/* As one text; yours, to be wiped. */
char     *postino_oauth_grant_to_text (const PostinoOauthGrant *grant);

/* FALSE, and nothing in @grant, if @text is something else (a password) or NULL. */
gboolean  postino_oauth_grant_parse   (const char *text, PostinoOauthGrant *grant);
void      postino_oauth_grant_clear   (PostinoOauthGrant *grant);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoOauthTokens, postino_oauth_tokens_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoOauthGrant, postino_oauth_grant_clear)
