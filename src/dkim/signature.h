/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dkim/canon.h"
#include "dkim/mail.h"
#include "dkim/rsa.h"

/* What a signature is about, alike for signing and verifying (RFC 6376, 3.7). Pure. */

#define POSTINO_DKIM_FIELD "DKIM-Signature"

/* Appends the fields that @names (NULL-terminated) lists, in that order, each name from the last
 * field of it upward (5.4.2); what is not there adds nothing. */
void postino_dkim_signature_append_fields (const PostinoDkimMail *mail, const char *const *names,
                                           PostinoDkimCanon canon, GString *out);

/* Appends the signature field itself, its b= emptied, without a CRLF at the end. */
void postino_dkim_signature_append_own    (const char *field, gsize n_bytes, PostinoDkimCanon canon,
                                           GString *out);

/* SHA-256. */
void postino_dkim_signature_hash          (const char *bytes, gsize n_bytes,
                                           guint8 hash[POSTINO_SHA256_BYTES]);
