/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/dkim-keys-table.h"
#include "workspace/workspace.h"

/* A domain's DKIM keys for a window: read, made and looked for in DNS on a thread. Main context. */
typedef enum {
  POSTINO_DKIM_ASK_NOT,    /* what DNS said last is enough */
  POSTINO_DKIM_ASK_IF_OLD, /* if that is older than ten minutes */
  POSTINO_DKIM_ASK_NOW,
} PostinoDkimAsk;

/* @selector: keys are made under it first; NULL: none are. */
void       postino_dkim_keys_read_async  (PostinoWorkspace *workspace, const char *domain,
                                          const char *selector, PostinoDkimAsk ask,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);

/* PostinoDkimKeyRow, the newest first; yours. NULL with @error if nothing could be read or made.
 * *@note (yours, mostly NULL): a sentence about what else happened: DNS cannot be asked, the keys
 * went to files. */
GPtrArray *postino_dkim_keys_read_finish (GAsyncResult *result, char **note, GError **error);
