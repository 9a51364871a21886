/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "oauth/oauth-client.h"
#include "smtp/smtp-profile.h"
#include "workspace/workspace.h"

/* What one server is signed in to with: asked right before each connection, since an access token
 * is good for an hour only. Thread-safe, counted. */
typedef struct _PostinoServerCredential PostinoServerCredential;

/* @secret: what is not kept yet (a form that is tried), NULL: what is kept of server @id. Both are
 * copied. */
PostinoServerCredential *postino_server_credential_new   (PostinoWorkspace         *workspace,
                                                          gint64                    id,
                                                          const PostinoSmtpProfile *profile,
                                                          const char               *secret);
PostinoServerCredential *postino_server_credential_ref   (PostinoServerCredential *credential);
void                     postino_server_credential_unref (PostinoServerCredential *credential);

/* The password or access token of now, yours, to be freed with postino_secrets_free (); NULL where
 * there is none. FALSE with POSTINO_ERROR_REFUSED or _INVALID when a person has to do something
 * (sign in again), any other code: later. Blocks: keyring, D-Bus, network. */
gboolean postino_server_credential_ask (PostinoServerCredential *credential,
                                        GCancellable *cancellable, char **secret, GError **error);

/* The OAuth client of @profile; NULL with POSTINO_ERROR_INVALID if it is not complete. @secret: as
 * kept, for the client's own; may be NULL. Yours. */
PostinoOauthClient *postino_server_credential_build_client (const PostinoSmtpProfile *profile,
                                                            const char               *secret,
                                                            GError                  **error);

/* FALSE as above if @profile names a client that is not complete. Without a client it is a token that
 * was given, or GNOME Online Accounts. */
gboolean postino_server_credential_check (const PostinoSmtpProfile *profile, GError **error);

/* What to keep after a sign-in or when the client was set: each part of it replaces that of @secret
 * if it is not NULL. To be wiped. */
char *postino_server_credential_merge (const char *secret, const char *client_secret,
                                       const char *refresh_token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoServerCredential, postino_server_credential_unref)
