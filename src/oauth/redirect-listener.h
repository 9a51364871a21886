/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Waits on 127.0.0.1 for the browser to come back (RFC 8252, 7.3). Main context of the thread that
 * made it. */
typedef struct _PostinoRedirectListener PostinoRedirectListener;

/* The browser came back with our state: @code, or NULL and the @refusal ("access_denied"). Once. */
typedef void (*PostinoRedirectFunc) (const char *code, const char *refusal, gpointer user_data);

PostinoRedirectListener *postino_redirect_listener_new  (const char *state, PostinoRedirectFunc func,
                                                         gpointer user_data, GError **error);

/* Also inside @func. */
void                     postino_redirect_listener_free (PostinoRedirectListener *listener);
guint                    postino_redirect_listener_get_port (PostinoRedirectListener *listener);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoRedirectListener, postino_redirect_listener_free)
