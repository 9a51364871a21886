/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Who asks for tokens (the user's own client) and where. A value; any thread. */
typedef struct {
  char *client_id;
  char *client_secret; /* NULL: a client that has none */
  char *authorize_url;
  char *token_url;
  char *scope;         /* NULL: none is asked for */
  char *extra;         /* more parameters of the authorization request; NULL: none */
  char *redirect_host; /* of the redirect back to this computer */
} PostinoOauthClient;

/* For the SMTP server @host: endpoints and scope that are NULL are those of its provider. NULL with
 * POSTINO_ERROR_INVALID if there is no client id, or they are not known or would go unencrypted over
 * a network. The sentence goes on after the server's name. */
PostinoOauthClient *postino_oauth_client_new  (const char *host, const char *client_id,
                                               const char *client_secret,
                                               const char *authorize_url, const char *token_url,
                                               const char *scope, GError **error);
PostinoOauthClient *postino_oauth_client_copy (const PostinoOauthClient *client);
void                postino_oauth_client_free (PostinoOauthClient *client);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoOauthClient, postino_oauth_client_free)
