/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* GNOME Online Accounts (org.gnome.OnlineAccounts on the session bus): somebody who has signed in
 * there need not do it again here. Both block for some seconds at most: not on a main loop that
 * draws. Any thread. */

/* "Google": whose account of @address it is, where tokens can be had; NULL if there is none, or no
 * such service. Yours. */
char    *postino_online_accounts_find      (const char *address, GCancellable *cancellable);

/* An access token of the account for @address, and for how long. POSTINO_ERROR_NOT_FOUND: there is
 * no such account; _REFUSED: a person has to sign in again, in the desktop's settings; _BUSY:
 * later. *@token is yours, to be wiped. */
gboolean postino_online_accounts_get_token (const char *address, GCancellable *cancellable,
                                            char **token, gint64 *lifetime_s, GError **error);
