/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/token.h"

/* The envelope sender that names one message (VERP): "local+TOKEN@domain" of the sender's @address, so that
 * whatever comes back to it says which row of the ledger it is about. Pure. */

/* NULL if @address leaves no room for it (RFC 5321, 4.5.3.1.1), or is quoted. Yours. */
char    *postino_return_path_build (const char *address, const guint8 *token_key, gint64 campaign,
                                    gint64 row);

/* FALSE for an address that @token_key has not made. Whatever stands before the "+" and behind the "@" is not
 * looked at. */
gboolean postino_return_path_open  (const char *address, const guint8 *token_key, gint64 *campaign,
                                    gint64 *row);
