/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a sender. The address says which sender it is, so that of an existing one stays. */

#include "gui/servers/identity-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "campaign/identities-table.h"
#include "gui/servers/dkim-group.h"
#include "gui/shell/toast.h"

struct _PostinoIdentityDialog {
  AdwWindow parent_instance;

  GtkButton *save_button;
  AdwEntryRow *name;
  AdwEntryRow *email;
  AdwEntryRow *reply_to;
  AdwEntryRow *unsubscribe_to;
  AdwEntryRow *legal;
  AdwEntryRow *postal_address;
  AdwEntryRow *privacy_url;
  PostinoDkimGroup *dkim_group;
  GtkWidget *remove_group;

  PostinoSession *session;
  gint64 identity; /* 0: a new one */
};

G_DEFINE_FINAL_TYPE (PostinoIdentityDialog, postino_identity_dialog, ADW_TYPE_WINDOW)

typedef struct {
  PostinoIdentity *identity;
  gboolean is_new;
} Saving;

static void
free_saving (gpointer data)
{
  Saving *saving = data;

  postino_identity_free (saving->identity);
  g_free (saving);
}

static gboolean
write_identity (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  const Saving *saving = data;
  g_autoptr (PostinoIdentity) there = NULL;

  if (saving->is_new)
    there = postino_identities_table_get_by_email (db, saving->identity->email, NULL);
  if (there != NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("There is a sender “%s” already"),
                   there->email);
      return FALSE;
    }
  return postino_identities_table_put (db, saving->identity, g_get_real_time (), error);
}

static gboolean
remove_identity (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  return postino_identities_table_remove (db, *(gint64 *) data, g_get_real_time (), error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PostinoIdentityDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (postino_store_run_finish (POSTINO_STORE (source), result, &error) == NULL)
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  postino_row_list_look (postino_session_get_identities (self->session));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Nothing typed is NULL. Yours. */
static char *
dup_text (AdwEntryRow *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
save_cb (PostinoIdentityDialog *self)
{
  g_autoptr (PostinoIdentity) identity = g_new0 (PostinoIdentity, 1);
  g_autoptr (GError) error = NULL;
  Saving *saving;

  identity->email = dup_text (self->email);
  identity->name = dup_text (self->name);
  identity->reply_to = dup_text (self->reply_to);
  identity->unsubscribe_to = dup_text (self->unsubscribe_to);
  identity->postal_address = dup_text (self->postal_address);
  identity->legal = dup_text (self->legal);
  identity->privacy_url = dup_text (self->privacy_url);
  if (!postino_identity_normalize (identity, &error))
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  saving = g_new0 (Saving, 1);
  saving->identity = g_steal_pointer (&identity);
  saving->is_new = self->identity == 0;
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  postino_store_run_async (postino_session_get_store (self->session), TRUE, write_identity, saving,
                           free_saving, NULL, written_cb, g_object_ref (self));
}

/* ---- removing, and the way back ---- */

typedef struct {
  GWeakRef window;
  PostinoSession *session;
  gint64 identity;
} Removal;

static void
free_removal (gpointer data)
{
  Removal *removal = data;

  g_weak_ref_clear (&removal->window);
  g_object_unref (removal->session);
  g_free (removal);
}

static gboolean
restore_identity (PostinoDb *db,
                  gpointer   data,
                  GError   **error)
{
  return postino_identities_table_restore (db, *(gint64 *) data, error);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GtkWidget) window = user_data;
  g_autoptr (GError) error = NULL;

  if (postino_store_run_finish (POSTINO_STORE (source), result, &error) == NULL)
    postino_toast_fail (window, error);
}

static void
undo_cb (gpointer data)
{
  Removal *removal = data;
  GtkWidget *window = g_weak_ref_get (&removal->window);

  if (window != NULL)
    postino_store_run_async (postino_session_get_store (removal->session), TRUE, restore_identity,
                             g_memdup2 (&removal->identity, sizeof removal->identity), g_free, NULL,
                             restored_cb, window);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  PostinoIdentityDialog *self = user_data;
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (!g_task_had_error (G_TASK (result)) && window != NULL)
    {
      Removal *removal = g_new0 (Removal, 1);
      g_autofree char *sentence = g_strdup_printf (_("The sender “%s” was removed"),
                                                   gtk_editable_get_text (GTK_EDITABLE (self->email)));

      g_weak_ref_init (&removal->window, window);
      removal->session = g_object_ref (self->session);
      removal->identity = self->identity;
      postino_toast_offer (GTK_WIDGET (window), sentence, _("_Undo"), undo_cb, removal, free_removal);
    }
  written_cb (source, result, self);
}

static void
remove_cb (PostinoIdentityDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  postino_store_run_async (postino_session_get_store (self->session), TRUE, remove_identity,
                           g_memdup2 (&self->identity, sizeof self->identity), g_free, NULL,
                           removed_cb, g_object_ref (self));
}

static void
changed_cb (PostinoIdentityDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button),
                            *gtk_editable_get_text (GTK_EDITABLE (self->name)) != '\0'
                            && *gtk_editable_get_text (GTK_EDITABLE (self->email)) != '\0');
}

static void
postino_identity_dialog_dispose (GObject *object)
{
  PostinoIdentityDialog *self = POSTINO_IDENTITY_DIALOG (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_identity_dialog_parent_class)->dispose (object);
}

static void
postino_identity_dialog_class_init (PostinoIdentityDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_identity_dialog_dispose;
  g_type_ensure (POSTINO_TYPE_DKIM_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/servers/identity-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, email);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, reply_to);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, unsubscribe_to);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, legal);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, postal_address);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, privacy_url);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, dkim_group);
  gtk_widget_class_bind_template_child (widget_class, PostinoIdentityDialog, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
postino_identity_dialog_init (PostinoIdentityDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

static void
set_text (AdwEntryRow *row,
          const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

void
postino_identity_dialog_present (GtkWidget             *from,
                                 PostinoSession        *session,
                                 const PostinoIdentity *identity)
{
  PostinoIdentityDialog *self = g_object_new (POSTINO_TYPE_IDENTITY_DIALOG, "transient-for",
                                              gtk_widget_get_root (from), NULL);

  self->session = g_object_ref (session);
  if (identity != NULL)
    {
      self->identity = identity->id;
      set_text (self->name, identity->name);
      set_text (self->email, identity->email);
      set_text (self->reply_to, identity->reply_to);
      set_text (self->unsubscribe_to, identity->unsubscribe_to);
      set_text (self->legal, identity->legal);
      set_text (self->postal_address, identity->postal_address);
      set_text (self->privacy_url, identity->privacy_url);
      gtk_editable_set_editable (GTK_EDITABLE (self->email), FALSE);
      postino_dkim_group_show (self->dkim_group, session, postino_identity_get_domain (identity));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->dkim_group), identity != NULL);
  gtk_widget_set_visible (self->remove_group, identity != NULL);
  gtk_window_present (GTK_WINDOW (self));
}
