/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* RSA with PKCS #1 v1.5 over SHA-256 (RFC 8017, 8.2), by libcrypto: the one file that knows it. */

enum { POSTINO_SHA256_BYTES = 32 };

/* A private key ready to sign. One thread's: libcrypto takes a lock wherever a key is shared. */
typedef struct _PostinoRsaSigner PostinoRsaSigner;

/* @der: PKCS #8, unencrypted. NULL if it is no RSA key. */
PostinoRsaSigner *postino_rsa_signer_new  (const guint8 *der, gsize n_bytes);
void              postino_rsa_signer_free (PostinoRsaSigner *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoRsaSigner, postino_rsa_signer_free)

/* Yours; NULL if libcrypto fails. */
GBytes           *postino_rsa_signer_sign (PostinoRsaSigner *signer,
                                           const guint8 hash[POSTINO_SHA256_BYTES]);

/* @key: a SubjectPublicKeyInfo, or, as RFC 6376 says but nobody writes, an RSAPublicKey. *@n_bits
 * is the size of the key, 0 if it is none. TRUE if @signature is right. Any thread. */
gboolean          postino_rsa_verify      (GBytes *key, const guint8 hash[POSTINO_SHA256_BYTES],
                                           GBytes *signature, guint *n_bits);
