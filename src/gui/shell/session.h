/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/clock.h"
#include "bus/worker-proxy.h"
#include "model/campaign-list.h"
#include "model/problem-list.h"
#include "model/row-list.h"
#include "workspace/workspace.h"

/* An opened workspace, and what all pages of its window share. Main context only; everything it
 * gives out is borrowed and lives as long as it does. */
#define POSTINO_TYPE_SESSION (postino_session_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSession, postino_session, POSTINO, SESSION, GObject)

/* Opens @folder on a thread: migrates it, applies the rule for restored workspaces, rolls back dead
 * imports. @make: makes an own, empty one if there is none there. POSTINO_ERROR with a sentence. */
void            postino_session_open_async  (const char *folder, gboolean make,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
PostinoSession *postino_session_open_finish (GAsyncResult *result, GError **error);

PostinoWorkspace    *postino_session_get_workspace  (PostinoSession *self);
PostinoStore        *postino_session_get_store      (PostinoSession *self);
const char          *postino_session_get_folder     (PostinoSession *self);
PostinoWorkerProxy  *postino_session_get_proxy      (PostinoSession *self);
PostinoClock        *postino_session_get_clock      (PostinoSession *self);
PostinoCampaignList *postino_session_get_campaigns  (PostinoSession *self);
PostinoProblemList  *postino_session_get_problems   (PostinoSession *self);
PostinoRowList      *postino_session_get_lists      (PostinoSession *self);
PostinoRowList      *postino_session_get_servers    (PostinoSession *self);
PostinoRowList      *postino_session_get_identities (PostinoSession *self);
PostinoRowList      *postino_session_get_sent       (PostinoSession *self); /* reports */

/* A demo workspace: only the sandbox takes its mail. */
gboolean             postino_session_is_demo        (PostinoSession *self);

/* Restored, copied or moved here when it was opened: its campaigns were paused. */
gboolean             postino_session_was_foreign    (PostinoSession *self);

/* The file whose import had been interrupted, and was taken back when it was opened; or NULL. */
const char          *postino_session_get_undone_import (PostinoSession *self);

/* POSTINO_TOKEN_KEY_SIZE bytes; NULL while the keyring is locked: then
 * postino_session_get_keyring_failure () is a sentence, and signal "changed" tells of the end. */
GBytes              *postino_session_get_token_key  (PostinoSession *self);
const char          *postino_session_get_keyring_failure (PostinoSession *self);
void                 postino_session_unlock_keyring (PostinoSession *self);

/* Sees to it that a worker runs and looks at @topic now. Returns at once; a worker that cannot be
 * started is told of by signal "worker-failed" (const char *sentence). After every wish that was
 * written. */
void                 postino_session_wake_worker    (PostinoSession *self, const char *topic);
