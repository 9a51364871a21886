/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The client's three messages of SCRAM-SHA-256, without base64 around them. For sasl.c's table, and
 * for tests, which need a nonce of their own. Any thread. */
typedef struct _PostinoScram PostinoScram;

/* @nonce NULL: a fresh one. */
PostinoScram *postino_scram_new         (const char *user, const char *password, const char *nonce);
void          postino_scram_free        (PostinoScram *scram);

/* "n,,n=user,r=nonce"; yours. */
char         *postino_scram_build_first (PostinoScram *scram);

/* The answer to the server's first message; yours, to be wiped. Takes a second or two where the
 * server asks for many iterations. NULL with POSTINO_ERROR_PROTOCOL. */
char         *postino_scram_build_final (PostinoScram *scram, const char *server_first,
                                         GError **error);

/* After build_final. FALSE with POSTINO_ERROR_REFUSED (wrong password; a server that cannot prove
 * that it knows it) or _PROTOCOL. */
gboolean      postino_scram_check_final (PostinoScram *scram, const char *server_final,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoScram, postino_scram_free)
