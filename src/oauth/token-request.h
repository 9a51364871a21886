/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "oauth/oauth-client.h"
#include "oauth/tokens.h"

/* Asking a token endpoint. Blocks: not on a main loop that draws. Any thread. FALSE as
 * postino_oauth_tokens_parse (), or POSTINO_ERROR_TIMEOUT or _FAILED when it cannot be reached:
 * later. */

#define POSTINO_TOKEN_REQUEST_TIMEOUT_S 30

/* The code that came by the redirect, for tokens (RFC 6749 4.1.3, RFC 7636 4.5). */
gboolean postino_token_request_exchange (const PostinoOauthClient *client, const char *code,
                                         const char *redirect_uri, const char *verifier,
                                         GCancellable *cancellable, PostinoOauthTokens *tokens,
                                         GError **error);

/* A fresh access token (RFC 6749, section 6). */
gboolean postino_token_request_refresh  (const PostinoOauthClient *client,
                                         const char *refresh_token, GCancellable *cancellable,
                                         PostinoOauthTokens *tokens, GError **error);
