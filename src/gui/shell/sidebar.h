/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* Where one can go: the pages, and below them the lists of contacts. Rows activate "win.go" and
 * "win.open-list". Main context only. */
#define POSTINO_TYPE_SIDEBAR (postino_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSidebar, postino_sidebar, POSTINO, SIDEBAR, AdwBin)

/* One of the pages, in the order they are shown; static. */
typedef struct {
  const char *id;    /* "contacts": what "win.go" is told */
  const char *title; /* marked for translation */
  const char *icon_name;
} PostinoSidebarEntry;

void postino_sidebar_add_entry   (PostinoSidebar *self, const PostinoSidebarEntry *entry);
void postino_sidebar_set_session (PostinoSidebar *self, PostinoSession *session);

/* Marks where one is; @list: the list of contacts shown, 0: none in particular. */
void postino_sidebar_select      (PostinoSidebar *self, const char *id, gint64 list);
