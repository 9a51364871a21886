/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Addresses as people paste them, as rows an import can read: a table stays as it is; "Ann
 * <ann@example.org>, bob@example.org; …" becomes one line for each, address and name. NULL if there
 * is no address in @text. Pure; yours. */
char *postino_pasted_to_rows (const char *text);
