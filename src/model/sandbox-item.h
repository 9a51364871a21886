/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "sandbox/sandbox-table.h"

/* One row of a sandbox-list. Main context only. Property, read-only: "subject" (NULL for a
 * placeholder, and where there is none). Signal "changed": it was read, or is another message now. */
#define POSTINO_TYPE_SANDBOX_ITEM (postino_sandbox_item_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSandboxItem, postino_sandbox_item, POSTINO, SANDBOX_ITEM, GObject)

/* A placeholder. */
PostinoSandboxItem          *postino_sandbox_item_new  (gint64 id);

/* Takes @message, which must be that of the id. */
void                         postino_sandbox_item_take (PostinoSandboxItem    *item,
                                                        PostinoSandboxMessage *message);

/* NULL for a placeholder; borrowed until it changes. */
const PostinoSandboxMessage *postino_sandbox_item_get  (PostinoSandboxItem *item);
