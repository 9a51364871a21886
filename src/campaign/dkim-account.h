/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dkim/key-set.h"
#include "net/dns.h"
#include "workspace/workspace.h"

/* The DKIM keys of a domain, which lie in two places: what is public in the database, the private
 * halves among the secrets. All of it blocks, on the disk, the keyring or DNS: not on a main loop
 * that draws. Any thread. */

/* Makes an RSA key under @selector and an Ed25519 key under "@selector-ed25519" (a selector has one
 * record, and RFC 8463 wants two). What is there already stays. *@in_file (may be NULL): a private
 * half went to a file, since there is no keyring here. POSTINO_ERROR_USAGE for what is no selector. */
gboolean postino_dkim_account_create (PostinoWorkspace *workspace, const char *domain,
                                      const char *selector, gint64 now_us, gboolean *in_file,
                                      GError **error);

/* What the messages of @campaign are signed with; *@keys NULL: with nothing. Yours. */
gboolean postino_dkim_account_load  (PostinoWorkspace *workspace, gint64 campaign,
                                     PostinoDkimKeySet **keys, GError **error);

/* Asks DNS about all keys of @domain, or, where that is NULL, about those it is time for, and writes
 * down what it says; keys that are over are forgotten. Where DNS cannot be asked now everything stays
 * as it was, and the error says so after all have been tried. */
gboolean postino_dkim_account_check (PostinoWorkspace *workspace, PostinoDns *dns,
                                     const char *domain, gint64 now_us,
                                     GCancellable *cancellable, GError **error);
