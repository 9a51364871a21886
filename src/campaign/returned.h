/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/ledger-table.h"

/* Those of a campaign whose time ran out, while their server went on saying "later": what goes back to the sender. */

/* A reading of them; one thread at a time. @token_key: POSTINO_TOKEN_KEY_SIZE bytes, borrowed. */
typedef struct _PostinoReturned PostinoReturned;

PostinoReturned *postino_returned_new  (gint64 campaign, const guint8 *token_key);
void             postino_returned_free (PostinoReturned *returned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoReturned, postino_returned_free)

/* The next of them: PostinoLedgerRow, with tried_us; empty at the end. In a read of the store. Yours. */
GPtrArray       *postino_returned_read (PostinoReturned *returned, PostinoDb *db, GError **error);

/* What happened to @row, in a few lines for people; yours. */
char            *postino_returned_describe (PostinoReturned *returned, const PostinoLedgerRow *row);

/* The same with a report for programs (message/delivery-report); yours. */
GBytes          *postino_returned_build    (PostinoReturned *returned, const PostinoLedgerRow *row);

/* Writes it into @folder. The path, yours; NULL with a sentence. */
char            *postino_returned_save     (PostinoReturned *returned, const PostinoLedgerRow *row,
                                            const char *folder, GError **error);
