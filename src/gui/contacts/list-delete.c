/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deletion of a list, and its way back. A deleted list keeps who was in it (contacts/lists-table),
 * so that each is one row that is written, however many they are. */

#include "gui/contacts/list-delete.h"

#include <glib/gi18n-lib.h>

#include "contacts/lists-table.h"
#include "gui/shell/toast.h"

/* Shared by the store's thread, its answer and the toast: whoever is last frees it, on any thread. */
typedef struct {
  GWeakRef from;
  GWeakRef session;
  gint64 list;
  char *name;
  gint64 deleted_us;
} Deletion;

static void
clear_deletion (gpointer data)
{
  Deletion *deletion = data;

  g_weak_ref_clear (&deletion->from);
  g_weak_ref_clear (&deletion->session);
  g_free (deletion->name);
}

static void
release_deletion (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_deletion);
}

static void
show_list (GtkWidget *from,
           Deletion  *deletion,
           gint64     list)
{
  g_autoptr (PostinoSession) session = g_weak_ref_get (&deletion->session);

  if (session != NULL)
    postino_row_list_look (postino_session_get_lists (session));
  if (gtk_widget_get_mapped (from)) /* who went on is left where they are */
    gtk_widget_activate_action (from, "win.open-list", "x", list);
}

/* ---- the way back ---- */

static gboolean
undelete (PostinoDb *db,
          gpointer   data,
          GError   **error)
{
  const Deletion *deletion = data;

  return postino_lists_table_undelete (db, deletion->list, deletion->deleted_us, error);
}

static void
undeleted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Deletion *deletion = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (GtkWidget) from = user_data;

  if (gtk_widget_get_root (from) == NULL)
    return; /* the window is gone */
  if (deletion == NULL)
    postino_toast_fail (from, error);
  else
    show_list (from, deletion, deletion->list);
}

static void
undo_cb (gpointer data)
{
  Deletion *deletion = data;
  g_autoptr (PostinoSession) session = g_weak_ref_get (&deletion->session);
  g_autoptr (GtkWidget) from = g_weak_ref_get (&deletion->from);

  if (session != NULL && from != NULL)
    postino_store_run_async (postino_session_get_store (session), TRUE, undelete,
                             g_atomic_rc_box_acquire (deletion), release_deletion, NULL, undeleted_cb,
                             g_steal_pointer (&from));
}

/* ---- deleting ---- */

static gboolean
delete (PostinoDb *db,
        gpointer   data,
        GError   **error)
{
  const Deletion *deletion = data;

  return postino_lists_table_delete (db, deletion->list, deletion->deleted_us, error);
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Deletion *deletion = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (GtkWidget) from = user_data;
  g_autofree char *sentence = NULL;

  if (gtk_widget_get_root (from) == NULL)
    return; /* the window is gone */
  if (deletion == NULL)
    {
      postino_toast_fail (from, error);
      return;
    }
  show_list (from, deletion, 0);
  sentence = g_strdup_printf (_("The list “%s” was deleted; its contacts stay"), deletion->name);
  postino_toast_offer (from, sentence, _("_Undo"), undo_cb, g_atomic_rc_box_acquire (deletion),
                       release_deletion);
}

void
postino_list_delete (GtkWidget      *from,
                     PostinoSession *session,
                     gint64          list,
                     const char     *name)
{
  Deletion *deletion = g_atomic_rc_box_new0 (Deletion);

  g_weak_ref_init (&deletion->from, from);
  g_weak_ref_init (&deletion->session, session);
  deletion->list = list;
  deletion->name = g_strdup (name);
  deletion->deleted_us = postino_clock_now_us (postino_session_get_clock (session));
  postino_store_run_async (postino_session_get_store (session), TRUE, delete, deletion,
                           release_deletion, NULL, deleted_cb, g_object_ref (from));
}
