/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* One who takes OAuth 2 at its SMTP servers (data/lists/oauth-providers.ini). A value. */
typedef struct {
  char *name;          /* "Google" */
  char *authorize_url;
  char *token_url;
  char *scope;
  char *extra;         /* more parameters of the authorization request; NULL: none */
  char *redirect_host; /* NULL: 127.0.0.1 */
} PostinoOauthProvider;

/* Whose SMTP server @host is; NULL if nobody's who is known. Yours. Any thread. */
PostinoOauthProvider *postino_oauth_provider_find (const char *host);
void                  postino_oauth_provider_free (PostinoOauthProvider *provider);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoOauthProvider, postino_oauth_provider_free)
