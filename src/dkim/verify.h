/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/dns.h"

/* What a signature is worth (RFC 6376, 6; the words are RFC 8601's). */
typedef enum {
  POSTINO_DKIM_PASS,
  POSTINO_DKIM_FAIL,      /* something that was signed is different */
  POSTINO_DKIM_PERMERROR, /* the signature or its key is not as it must be */
  POSTINO_DKIM_TEMPERROR, /* its key cannot be asked for now */
} PostinoDkimResult;

typedef struct {
  PostinoDkimResult result;
  char *reason;        /* a sentence; NULL where it passes */
  /* NULL where the signature does not say so readably: */
  char *domain;
  char *selector;
  char *identity;      /* i= */
  char *algorithm;
  gboolean is_partial; /* l=: what follows in the body is not signed */
  gboolean is_testing; /* its key says t=y: the domain asks not to be judged by it yet */
} PostinoDkimVerdict;

/* Signatures beyond these are not looked at: each costs a question and a sum. */
#define POSTINO_DKIM_MAX_SIGNATURES 10

/* PostinoDkimVerdict, one a signature, from the top; empty: it has none. Yours. Blocks on @dns.
 * @message has CRLF lines. */
GPtrArray  *postino_dkim_verify          (const char *message, gsize n_bytes, PostinoDns *dns,
                                          gint64 now_us, GCancellable *cancellable);

/* "pass", "fail", "permerror", "temperror" */
const char *postino_dkim_result_to_name  (PostinoDkimResult result);
