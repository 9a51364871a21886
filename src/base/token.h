/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a link in a message says, sealed: see token.c for the form. */
typedef enum {
  POSTINO_TOKEN_OPEN = 'o',
  POSTINO_TOKEN_CLICK = 'c',
  POSTINO_TOKEN_UNSUBSCRIBE = 'u',
} PostinoTokenKind;

typedef struct {
  PostinoTokenKind kind;
  gint64 campaign; /* below 2^40 */
  gint64 row;      /* of the ledger; 0 where nobody is to be known (aggregate) */
  guint link;      /* index in the campaign's link table; below 2^16 */
} PostinoToken;

#define POSTINO_TOKEN_KEY_SIZE 32 /* bytes: AES-128-SIV takes two AES keys */
#define POSTINO_TOKEN_LENGTH 43   /* characters */

/* The sealed token, URL-safe; yours. Deterministic: the same token is always the same text. Any
 * thread. */
char     *postino_token_seal (const guint8 key[POSTINO_TOKEN_KEY_SIZE], const PostinoToken *token);

/* FALSE for anything this key has not sealed. Any thread. */
gboolean  postino_token_open (const guint8 key[POSTINO_TOKEN_KEY_SIZE], const char *text,
                              PostinoToken *token);

/* The same for the address that bounces come back to, which may meet systems that know no upper case:
 * lower-case letters and digits. Yours. */
#define POSTINO_TOKEN_RETURN_LENGTH 45 /* characters */
char     *postino_token_seal_return (const guint8 key[POSTINO_TOKEN_KEY_SIZE], gint64 campaign, gint64 row);

/* In any case of letters; FALSE for anything this key has not sealed. */
gboolean  postino_token_open_return (const guint8 key[POSTINO_TOKEN_KEY_SIZE], const char *text,
                                     gint64 *campaign, gint64 *row);
