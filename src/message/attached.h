/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/message.h"
#include "message/mime-part.h"

/* What is attached to all messages of a campaign, written once: each message only copies it. Immutable
 * after new (): any thread. */
typedef struct _PostinoAttached PostinoAttached;

/* @files are borrowed until it returns. One that *@html shows ("cid:NAME") goes with the HTML, and *@html,
 * which is replaced, names it by an id that @tag and @domain make unique; all others stand beside the
 * text. @has_own: messages will have files of their own, too. NULL if there is nothing of all that. */
PostinoAttached    *postino_attached_new  (const PostinoMimePart *files, gsize n_files, gboolean has_own,
                                           const char *tag, const char *domain, char **html);
void                postino_attached_free (PostinoAttached *attached);

/* Appends one more file to the @own of a message's mixed parts. */
void                postino_attached_append_own (const PostinoAttached *attached, GString *own,
                                                 const PostinoMimePart *file);

/* Fills in both multiparts of @message; @own may be NULL. Borrowed. */
void                postino_attached_fill (const PostinoAttached *attached, const GString *own,
                                           PostinoMessage *message);
