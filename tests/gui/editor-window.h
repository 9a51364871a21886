/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A window with nothing but the editor in it, over a workspace of its own. */

#include <gtksourceview/gtksource.h>
#include <webkit/webkit.h>

#include "scratch-workspace.h"

#include "gui/editor/editor.h"
#include "gui/editor/preview.h"

typedef struct {
  char *folder;
  PostinoSession *session;
  PostinoDraftContent *draft;
  GtkWindow *window;
  PostinoEditor *editor;
} EditorWindow;

#define EDITOR_SQL                                                                                              \
  "INSERT INTO identity (id, email, name, postal_address, created_us) "                                         \
  "VALUES (1, 'shop@example.com', 'Bottega di Anna', 'Via Roma 1, Pisa', 1);"                                    \
  "INSERT INTO campaign (id, kind, name, identity, created_us, modified_us) VALUES (1, 'campaign', 'May', 1, 1, 1);" \
  "INSERT INTO contact (id, key, address, first_name, last_name, name, city, created_us, modified_us) VALUES "   \
  "(1, 'ann@example.org', 'ann@example.org', 'Ann', 'Lee', 'Ann Lee', 'Pisa', 1, 1), "                           \
  "(2, 'bruno@example.org', 'bruno@example.org', 'Bruno', 'Neri', 'Bruno Neri', 'Roma', 1, 1), "                 \
  "(3, 'info@example.net', 'info@example.net', NULL, NULL, NULL, NULL, 1, 1);"

static inline gboolean
editor_give_up_cb (gpointer data)
{
  g_error ("waited in vain for: %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until @condition is true. */
#define await(condition)                                                         \
  do                                                                             \
    {                                                                            \
      guint give_up_id = g_timeout_add_seconds (30, editor_give_up_cb, #condition); \
                                                                                 \
      while (!(condition))                                                       \
        g_main_context_iteration (NULL, TRUE);                                   \
      g_source_remove (give_up_id);                                              \
    }                                                                            \
  while (0)

static inline gboolean
editor_flag_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop for a while: to see that nothing happens. */
static inline void
let_pass (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, editor_flag_cb, &is_over);
  await (is_over);
}

static inline void
editor_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  *(PostinoSession **) user_data = postino_session_open_finish (result, &error);
  g_assert_no_error (error);
}

/* The first widget of @type below @from. */
static inline gpointer
find_widget (GtkWidget *from,
             GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (from, type) ? from : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

static inline void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/postino/Postino/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static inline void
open_editor (EditorWindow *this,
             int           width,
             int           height)
{
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&this->folder);

  run_sql (workspace, EDITOR_SQL);
  g_clear_object (&workspace);
  postino_session_open_async (this->folder, FALSE, NULL, editor_opened_cb, &this->session);
  await (this->session != NULL);
  this->draft = postino_draft_content_new (postino_session_get_store (this->session), 1);
  await (postino_draft_content_is_editable (this->draft));

  load_style ();
  this->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (this->window, width, height);
  this->editor = POSTINO_EDITOR (postino_editor_new (this->session));
  adw_window_set_content (ADW_WINDOW (this->window), GTK_WIDGET (this->editor));
  postino_editor_set_draft (this->editor, this->draft);
  gtk_window_present (this->window);
}

static inline void
close_editor (EditorWindow *this)
{
  gtk_window_destroy (this->window);
  g_clear_object (&this->draft);
  let_pass (200);
  g_clear_object (&this->session);
  remove_scratch_folder (this->folder);
  g_free (this->folder);
}
