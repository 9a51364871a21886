/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts/suppression-table.h"

/* Excluding by hand or by file. Inside the caller's transaction; of its thread. */

/* Adds it to the suppressions (see postino_suppression_table_add) and, for an unsubscribe, withdraws the
 * consent that stands against it. Lifts nothing. @how: of the withdrawal, "by hand", "import"; *added
 * may be NULL. */
gboolean postino_exclude (PostinoDb *db, const char *key, PostinoSuppressionReason reason,
                          const char *note, const char *source, const char *how, gint64 at_us,
                          gboolean *added, GError **error);

/* What a person or another program wrote as the reason: one of the four, in whatever case, else manual with
 * @word as its note. *@note is borrowed from @word, or NULL. Pure; any thread. */
void     postino_exclude_read_word (const char *word, PostinoSuppressionReason *reason,
                                    const char **note);
