/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "oauth/oauth-client.h"

/* One sign-in in the browser: authorization code with PKCE, back by a redirect to this computer. */
#define POSTINO_TYPE_SIGN_IN (postino_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSignIn, postino_sign_in, POSTINO, SIGN_IN, GObject)

#define POSTINO_SIGN_IN_PATIENCE_S 600

/* Begins to listen. @user: whose account it is to be, shown by the provider; may be NULL. Main
 * context of this thread. */
PostinoSignIn *postino_sign_in_new     (const PostinoOauthClient *client, const char *user,
                                        GError **error);

/* What to open in the browser; borrowed. */
const char    *postino_sign_in_get_url (PostinoSignIn *sign_in);

/* Waits for the person, then for the token endpoint. Once. */
void           postino_sign_in_wait_async  (PostinoSignIn *sign_in, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);

/* The refresh token; yours, to be wiped. NULL with POSTINO_ERROR_REFUSED (the person declined, or
 * nothing lasting was given), _TIMEOUT after POSTINO_SIGN_IN_PATIENCE_S, G_IO_ERROR_CANCELLED, or
 * what token-request says. */
char          *postino_sign_in_wait_finish (PostinoSignIn *sign_in, GAsyncResult *result,
                                            GError **error);
