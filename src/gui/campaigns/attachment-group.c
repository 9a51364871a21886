/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is read on a thread, and kept as it is then; only afterwards the draft is told of it. What was
 * begun is finished even if the page is left meanwhile. */

#include "gui/campaigns/attachment-group.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "campaign/attachment.h"
#include "gui/shell/drop.h"
#include "gui/shell/toast.h"
#include "gui/widgets/text-dialog.h"

struct _PostinoAttachmentGroup {
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  GtkLabel *total;

  PostinoSession *session;
  PostinoDraft *draft;
  GArray *shown; /* ids of the rows */
};

G_DEFINE_FINAL_TYPE (PostinoAttachmentGroup, postino_attachment_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- adding ---- */

/* One file on its way into the workspace. */
typedef struct {
  PostinoDraft *draft;
  char *folder; /* of the workspace */
  char *path;
} Taking;

static void
free_taking (gpointer data)
{
  Taking *taking = data;

  g_object_unref (taking->draft);
  g_free (taking->folder);
  g_free (taking->path);
  g_free (taking);
}

static void
free_attachment (gpointer data)
{
  postino_attachment_free (data);
}

static void
take_file (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  Taking *taking = data;
  GError *error = NULL;
  PostinoAttachment *attachment = postino_attachment_take_file (taking->folder, taking->path, &error);

  if (attachment != NULL)
    g_task_return_pointer (task, attachment, free_attachment);
  else
    g_task_return_error (task, error);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Taking *taking = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  PostinoAttachment *attachment = g_task_propagate_pointer (G_TASK (result), &error);

  if (attachment != NULL)
    postino_draft_attach (taking->draft, attachment);
  else if (gtk_widget_get_root (GTK_WIDGET (source)) != NULL)
    postino_toast_fail (GTK_WIDGET (source), error);
}

static void
start_taking (PostinoAttachmentGroup *self,
              GFile                  *file)
{
  g_autoptr (GTask) task = NULL;
  Taking *taking;

  if (g_file_peek_path (file) == NULL)
    {
      postino_toast_say (GTK_WIDGET (self), _("Only files of this computer can be attached"));
      return;
    }
  taking = g_new0 (Taking, 1);
  taking->draft = g_object_ref (self->draft);
  taking->folder = g_strdup (postino_session_get_folder (self->session));
  taking->path = g_file_get_path (file);
  task = g_task_new (self, NULL, taken_cb, NULL);
  g_task_set_task_data (task, taking, free_taking);
  g_task_run_in_thread (task, take_file);
}

static gboolean
take_dropped (GSList  *files,
              gpointer user_data)
{
  PostinoAttachmentGroup *self = user_data;

  if (self->draft == NULL || !postino_draft_is_draft (self->draft))
    return FALSE;
  for (GSList *link = files; link != NULL; link = link->next)
    start_taking (self, link->data);
  return TRUE;
}

static void
chosen_cb (PostinoAttachmentGroup *self,
           int                     response,
           GtkFileChooser         *chooser)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (chooser);

  for (guint i = 0; response == GTK_RESPONSE_ACCEPT && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      start_taking (self, file);
    }
  g_object_unref (chooser);
}

static void
add_cb (PostinoAttachmentGroup *self)
{
  GtkFileChooserNative *chooser
    = gtk_file_chooser_native_new (_("Attach Files"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"), NULL);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- one for each contact ---- */

typedef struct {
  PostinoDraft *draft;
  char *folder;
} OwnFile;

static void
free_own_file (gpointer data)
{
  OwnFile *own = data;

  g_object_unref (own->draft);
  g_free (own->folder);
  g_free (own);
}

static void
named_cb (GtkWidget  *from,
          const char *pattern,
          gpointer    data)
{
  const OwnFile *own = data;
  g_autoptr (GError) error = NULL;
  PostinoAttachment *attachment = NULL;

  if (!postino_attachment_is_pattern (pattern))
    {
      postino_toast_say (from, _("The name must have a field in it, as {{ contact.email }}: a file for everybody is attached "
                                 "by “Files…”"));
      return;
    }
  attachment = postino_attachment_new_pattern (own->folder, pattern, &error);
  if (attachment != NULL)
    postino_draft_attach (own->draft, attachment);
  else
    postino_toast_fail (from, error);
}

static void
folder_chosen_cb (PostinoAttachmentGroup *self,
                  int                     response,
                  GtkFileChooser         *chooser)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (chooser);
  g_autofree char *body = NULL;
  OwnFile *own;

  g_object_unref (chooser);
  if (response != GTK_RESPONSE_ACCEPT || folder == NULL || g_file_peek_path (folder) == NULL)
    return;
  own = g_new (OwnFile, 1);
  *own = (OwnFile) { g_object_ref (self->draft), g_file_get_path (folder) };
  body = g_strdup_printf (_("Which file of “%s” each contact gets. {{ contact.email }} and every other field stand for what "
                            "the contact has there."), own->folder);
  postino_text_dialog_ask (GTK_WIDGET (self), _("One per Contact"), body, _("Name of the file"), "{{ contact.email }}.pdf",
                           _("_Attach"), named_cb, own, free_own_file);
}

static void
add_own_cb (PostinoAttachmentGroup *self)
{
  GtkFileChooserNative *chooser
    = gtk_file_chooser_native_new (_("Folder of the Files"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (folder_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- taking away ---- */

typedef struct {
  PostinoDraft *draft;
  PostinoAttachment *attachment;
} Removal;

static void
free_removal (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->draft);
  g_clear_pointer (&removal->attachment, postino_attachment_free);
  g_free (removal);
}

static void
undo_removal (gpointer data)
{
  Removal *removal = data;

  postino_draft_attach (removal->draft, g_steal_pointer (&removal->attachment));
}

static const PostinoAttachment *
find (PostinoAttachmentGroup *self,
      gint64                  id)
{
  GPtrArray *attachments = postino_draft_get_attachments (self->draft);

  for (guint i = 0; i < attachments->len; i++)
    {
      const PostinoAttachment *attachment = attachments->pdata[i];

      if (attachment->id == id)
        return attachment;
    }
  return NULL;
}

static void
remove_cb (GtkWidget *button,
           gpointer   data)
{
  PostinoAttachmentGroup *self = POSTINO_ATTACHMENT_GROUP (gtk_widget_get_ancestor (button, POSTINO_TYPE_ATTACHMENT_GROUP));
  const PostinoAttachment *attachment = find (self, *(gint64 *) data);
  g_autofree char *sentence = NULL;
  Removal *removal;

  if (attachment == NULL)
    return;
  removal = g_new0 (Removal, 1);
  removal->draft = g_object_ref (self->draft);
  removal->attachment = postino_attachment_copy (attachment);
  sentence = g_strdup_printf (_("“%s” is not attached any more"), attachment->name);
  postino_draft_detach (self->draft, attachment->id);
  postino_toast_offer (GTK_WIDGET (self), sentence, _("_Undo"), undo_removal, removal, free_removal);
}

/* ---- what the draft says ---- */

static GtkWidget *
make_remove_button (const PostinoAttachment *attachment)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf (_("Remove “%s”"), attachment->name);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_data (button, "clicked", G_CALLBACK (remove_cb),
                         g_memdup2 (&attachment->id, sizeof attachment->id), (GClosureNotify) (void (*) (void)) g_free, 0);
  return button;
}

static GtkWidget *
make_row (const PostinoAttachment *attachment)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = attachment->folder != NULL
                                ? g_strdup_printf (_("One per contact, from %s"), attachment->folder)
                                : g_format_size ((guint64) attachment->size_bytes);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), attachment->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove_button (attachment));
  return row;
}

static gboolean
is_shown (PostinoAttachmentGroup *self,
          GPtrArray              *attachments)
{
  if (self->shown->len != attachments->len)
    return FALSE;
  for (guint i = 0; i < attachments->len; i++)
    {
      if (g_array_index (self->shown, gint64, i) != ((const PostinoAttachment *) attachments->pdata[i])->id)
        return FALSE;
    }
  return TRUE;
}

static void
list_rows (PostinoAttachmentGroup *self,
           GPtrArray              *attachments)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_array_set_size (self->shown, 0);
  for (guint i = 0; i < attachments->len; i++)
    {
      const PostinoAttachment *attachment = attachments->pdata[i];

      g_array_append_val (self->shown, attachment->id);
      gtk_list_box_append (self->list, make_row (attachment));
    }
}

static void
show_total (PostinoAttachmentGroup *self,
            GPtrArray              *attachments)
{
  gsize n_bytes = postino_attachments_measure (attachments);
  gboolean is_large = n_bytes > POSTINO_ATTACHMENTS_LARGE_BYTES;
  g_autofree char *size = g_format_size (n_bytes);
  g_autofree char *text
    = g_strdup_printf (is_large ? _("Each message gets %s longer: many mailboxes will refuse it")
                                : _("Each message gets %s longer"), size);

  gtk_label_set_label (self->total, text);
  gtk_widget_set_visible (GTK_WIDGET (self->total), n_bytes > 0);
  if (is_large)
    gtk_widget_add_css_class (GTK_WIDGET (self->total), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->total), "warning");
}

static void
draft_changed_cb (PostinoAttachmentGroup *self)
{
  GPtrArray *attachments = postino_draft_get_attachments (self->draft);

  if (attachments == NULL || is_shown (self, attachments))
    return;
  list_rows (self, attachments);
  show_total (self, attachments);
}

static void
postino_attachment_group_dispose (GObject *object)
{
  PostinoAttachmentGroup *self = POSTINO_ATTACHMENT_GROUP (object);

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_attachment_group_parent_class)->dispose (object);
}

static void
postino_attachment_group_finalize (GObject *object)
{
  g_array_unref (POSTINO_ATTACHMENT_GROUP (object)->shown);
  G_OBJECT_CLASS (postino_attachment_group_parent_class)->finalize (object);
}

static void
postino_attachment_group_class_init (PostinoAttachmentGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_attachment_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_attachment_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/attachment-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoAttachmentGroup, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoAttachmentGroup, total);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_own_cb);
}

static void
postino_attachment_group_init (PostinoAttachmentGroup *self)
{
  self->shown = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_init_template (GTK_WIDGET (self));
  postino_drop_set_taker (GTK_WIDGET (self), take_dropped, self);
}

void
postino_attachment_group_bind (PostinoAttachmentGroup *self,
                               PostinoSession         *session,
                               PostinoDraft           *draft)
{
  g_return_if_fail (self->draft == NULL);

  self->session = g_object_ref (session);
  self->draft = g_object_ref (draft);
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  draft_changed_cb (self);
}
