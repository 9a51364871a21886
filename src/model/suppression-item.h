/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "contacts/suppression-table.h"

/* One row of a suppression-list. Main context only. Property, read-only: "key" (NULL for a
 * placeholder). Signal "changed": it was read. */
#define POSTINO_TYPE_SUPPRESSION_ITEM (postino_suppression_item_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSuppressionItem, postino_suppression_item, POSTINO, SUPPRESSION_ITEM,
                      GObject)

/* A placeholder. */
PostinoSuppressionItem   *postino_suppression_item_new  (gint64 id);

/* Takes @suppression, which must be that of the id. */
void                      postino_suppression_item_take (PostinoSuppressionItem *item,
                                                         PostinoSuppression     *suppression);

/* NULL for a placeholder; borrowed until it changes. */
const PostinoSuppression *postino_suppression_item_get  (PostinoSuppressionItem *item);
