/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

/* What the built-in server keeps, newest first: a GListModel of PostinoSandboxItem over sandbox.db,
 * however many. Main context only; never waits for the database.
 *
 * Properties: "search" (a part of recipient or subject; NULL: all); read-only "n-items",
 * "is-loading", "failure". */
#define POSTINO_TYPE_SANDBOX_LIST (postino_sandbox_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSandboxList, postino_sandbox_list, POSTINO, SANDBOX_LIST, GObject)

/* @store is that of postino_sandbox_open_store (). */
PostinoSandboxList *postino_sandbox_list_new         (PostinoStore *store);

void                postino_sandbox_list_set_search  (PostinoSandboxList *self, const char *search);

/* A nudge: looks for changes now, at most four times a second. */
void                postino_sandbox_list_look        (PostinoSandboxList *self);

/* 0 past the end. Reads nothing. */
gint64              postino_sandbox_list_get_id      (PostinoSandboxList *self, guint position);

gboolean            postino_sandbox_list_is_loading  (PostinoSandboxList *self);
const char         *postino_sandbox_list_get_failure (PostinoSandboxList *self);
