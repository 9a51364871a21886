/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "contacts/suppression-table.h"
#include "store/store.h"

/* Who must not be mailed, newest first: a GListModel of PostinoSuppressionItem over the standing
 * suppressions of a workspace, however many. Main context only; never waits for the database.
 *
 * Properties: "search" (a part of the address or domain; NULL: all), "reason" (a
 * PostinoSuppressionReason; NONE: any); read-only "n-items", "is-loading", "failure". */
#define POSTINO_TYPE_SUPPRESSION_LIST (postino_suppression_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSuppressionList, postino_suppression_list, POSTINO, SUPPRESSION_LIST,
                      GObject)

PostinoSuppressionList *postino_suppression_list_new (PostinoStore *store);

void        postino_suppression_list_set_search (PostinoSuppressionList *self, const char *search);
void        postino_suppression_list_set_reason (PostinoSuppressionList  *self,
                                                 PostinoSuppressionReason reason);

/* A nudge: looks for changes now, at most four times a second. */
void        postino_suppression_list_look       (PostinoSuppressionList *self);

gboolean    postino_suppression_list_is_loading  (PostinoSuppressionList *self);
const char *postino_suppression_list_get_failure (PostinoSuppressionList *self);
