/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Sealing under a passphrase (keys inside a backup). The result carries its own salt and
 * parameters. Any thread, but slow on purpose (a fifth of a second): not on a main loop. */
GBytes *postino_seal_with_passphrase (GBytes *plain, const char *passphrase);

/* NULL with POSTINO_ERROR_REFUSED for a wrong passphrase, POSTINO_ERROR_INVALID for bytes that are
 * not a seal. */
GBytes *postino_seal_open_with_passphrase (GBytes *sealed, const char *passphrase, GError **error);
