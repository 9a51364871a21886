/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dkim/key-set.h"

/* Signs messages, relaxed/relaxed, with every key of a set: one DKIM-Signature each (RFC 6376,
 * RFC 8463). A thread makes its own out of the set that all share: its key objects are nobody else's,
 * so no thread waits for another's. */
typedef struct _PostinoDkimSigner PostinoDkimSigner;

/* NULL with POSTINO_ERROR_FAILED if a key cannot be loaded. */
PostinoDkimSigner *postino_dkim_signer_new  (PostinoDkimKeySet *keys, GError **error);
void               postino_dkim_signer_free (PostinoDkimSigner *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoDkimSigner, postino_dkim_signer_free)

/* @message, exactly as it leaves (CRLF lines), with its signatures before it: the bytes behind them
 * are those of @message. @now_us: t=. Yours; NULL with POSTINO_ERROR_FAILED. */
GBytes            *postino_dkim_signer_sign (PostinoDkimSigner *signer, GBytes *message,
                                             gint64 now_us, GError **error);
