/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dkim/record.h"

/* A private key. Immutable, reference counted; any thread. What signs is made of it (dkim/signer). */
typedef struct _PostinoDkimKey PostinoDkimKey;

#define POSTINO_DKIM_RSA_BITS 2048     /* of those that are made */
#define POSTINO_DKIM_RSA_MIN_BITS 1024 /* RFC 8301, 3.2: shorter ones neither sign nor verify */

/* Takes up to a second for RSA. */
PostinoDkimKey *postino_dkim_key_generate     (PostinoDkimKind kind);

/* PKCS #8 or PKCS #1, not encrypted. NULL with POSTINO_ERROR_INVALID. */
PostinoDkimKey *postino_dkim_key_new_from_pem (const char *pem, GError **error);
/* PKCS #8; yours, a secret: wipe it (workspace/secrets). */
char           *postino_dkim_key_to_pem       (PostinoDkimKey *key);

/* PKCS #8 in DER; its memory is wiped when the last reference goes. */
GBytes         *postino_dkim_key_to_der       (PostinoDkimKey *key);

PostinoDkimKind postino_dkim_key_get_kind     (PostinoDkimKey *key);
/* As p= of a record has it: base64. Borrowed. */
const char     *postino_dkim_key_get_public   (PostinoDkimKey *key);

PostinoDkimKey *postino_dkim_key_ref          (PostinoDkimKey *key);
void            postino_dkim_key_unref        (PostinoDkimKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoDkimKey, postino_dkim_key_unref)
