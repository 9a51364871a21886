/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a domain publishes about a key: a TXT record (RFC 6376, 3.6.1; RFC 8463, 4). */
typedef enum {
  POSTINO_DKIM_RSA,
  POSTINO_DKIM_ED25519,
} PostinoDkimKind;

/* "rsa", "ed25519": as in records and in the database. */
const char *postino_dkim_kind_to_name       (PostinoDkimKind kind);
gboolean    postino_dkim_kind_from_name     (const char *name, PostinoDkimKind *kind);
/* "rsa-sha256", "ed25519-sha256" */
const char *postino_dkim_kind_get_algorithm (PostinoDkimKind kind);

typedef struct {
  PostinoDkimKind kind;
  GBytes *public_key;  /* as p= has it, decoded; NULL: the key was revoked */
  gboolean is_testing; /* t=y */
  gboolean is_strict;  /* t=s: i= names the domain of d= itself */
} PostinoDkimRecord;

/* FALSE with a sentence, POSTINO_ERROR_INVALID, if it is none for mail and SHA-256. Clear @record. */
gboolean    postino_dkim_record_parse       (const char *text, PostinoDkimRecord *record,
                                             GError **error);
void        postino_dkim_record_clear       (PostinoDkimRecord *record);

/* Does one of @texts (char *) publish this key? @public_key in base64. */
gboolean    postino_dkim_record_is_among    (GPtrArray *texts, PostinoDkimKind kind,
                                             const char *public_key);

/* "v=DKIM1; k=rsa; p=…"; @public_key in base64. Yours. */
char       *postino_dkim_record_build       (PostinoDkimKind kind, const char *public_key);

/* "SELECTOR._domainkey.DOMAIN"; yours. */
char       *postino_dkim_record_build_name  (const char *selector, const char *domain);

/* @text as a zone file has it: strings in quotes, none longer than 255 bytes (RFC 1035, 3.3).
 * Yours. */
char       *postino_dkim_record_quote       (const char *text);

/* @typed as a selector: lower case, labels as in names. NULL with POSTINO_ERROR_USAGE; yours. */
char       *postino_dkim_selector_normalize (const char *typed, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoDkimRecord, postino_dkim_record_clear)
