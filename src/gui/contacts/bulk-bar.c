/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar under the table. A deed takes the ids of the selection once; what is selected meanwhile
 * does not matter to it. It runs on a thread of its own (contacts/bulk-edit), one at a time; the bar
 * shows how far it is, and cancelling takes back what was done. */

#include "gui/contacts/bulk-bar.h"

#include <glib/gi18n-lib.h>

#include "contacts/bulk-edit.h"
#include "contacts/lists-table.h"
#include "contacts/tags-table.h"
#include "gui/contacts/list-menu.h"
#include "gui/widgets/text-dialog.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"

enum {
  PROGRESS_MS = 250,
  /* One is selected by every click, and the table must not move under a double click. What can be done
   * with one is in the pane beside. */
  MIN_SHOWN = 2,
};

/* One deed, shared by the thread, the bar and the toast that offers to undo it. */
typedef struct {
  PostinoBulkVerb verb;
  gint64 target;
  char *name;        /* of a list or tag to be made first; else NULL */
  GArray *ids;       /* until edit has them */
  guint n_ids;
  PostinoBulkEdit *edit;
  PostinoStore *store;
  gint64 now_us;
} Deed;

struct _PostinoBulkBar {
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkStack *stack;
  GtkLabel *count;
  GtkMenuButton *list_button;
  GtkWidget *remove_button;
  GtkProgressBar *progress;

  PostinoSession *session;
  PostinoContactSelection *selection;
  gint64 list;
  Deed *deed;        /* under way; rc box, or NULL */
  GCancellable *cancellable;
  gint64 started_us;
  guint progress_id;
};

G_DEFINE_FINAL_TYPE (PostinoBulkBar, postino_bulk_bar, ADW_TYPE_BIN)

static void
clear_deed (gpointer data)
{
  Deed *deed = data;

  g_free (deed->name);
  g_clear_pointer (&deed->ids, g_array_unref);
  postino_bulk_edit_free (deed->edit);
  g_object_unref (deed->store);
}

static void
release_deed (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_deed);
}

/* ---- what the bar says ---- */

static void
show_state (PostinoBulkBar *self)
{
  guint n = postino_contact_selection_count (self->selection);
  g_autofree char *number = postino_figure_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s selected", "%s selected", n), number);

  gtk_stack_set_visible_child_name (self->stack, self->deed != NULL ? "work" : "choose");
  gtk_revealer_set_reveal_child (self->revealer, n >= MIN_SHOWN || self->deed != NULL);
  gtk_label_set_text (self->count, text);
}

static gboolean
progress_cb (gpointer user_data)
{
  PostinoBulkBar *self = user_data;
  PostinoBulkEdit *edit = g_atomic_pointer_get (&self->deed->edit);
  guint n_done = edit != NULL ? postino_bulk_edit_get_n_done (edit) : 0;
  gint64 spent_us = g_get_monotonic_time () - self->started_us;
  double rate = (double) n_done * G_USEC_PER_SEC / (double) MAX (spent_us, 1);
  g_autofree char *done = postino_figure_count (n_done);
  g_autofree char *all = postino_figure_count (self->deed->n_ids);
  g_autofree char *left = NULL;
  g_autofree char *text = NULL;

  if (n_done == 0)
    return G_SOURCE_CONTINUE;
  left = postino_figure_span ((gint64) ((double) (self->deed->n_ids - n_done) / rate
                                        * G_USEC_PER_SEC));
  text = g_strdup_printf (_("%s of %s, %s left"), done, all, left);
  gtk_progress_bar_set_fraction (self->progress, (double) n_done / self->deed->n_ids);
  gtk_progress_bar_set_text (self->progress, text);
  return G_SOURCE_CONTINUE;
}

/* ---- undo ---- */

static void
run_undo (GTask        *task,
          gpointer      source,
          gpointer      task_data,
          GCancellable *cancellable)
{
  Deed *deed = task_data;
  GError *error = NULL;

  if (postino_bulk_edit_undo (deed->edit, deed->store, deed->now_us, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    postino_toast_fail (GTK_WIDGET (source), error);
}

typedef struct {
  GWeakRef bar;
  Deed *deed;
} Undo;

static void
free_undo (gpointer data)
{
  Undo *undo = data;

  g_weak_ref_clear (&undo->bar);
  release_deed (undo->deed);
  g_free (undo);
}

static void
undo_cb (gpointer data)
{
  Undo *undo = data;
  g_autoptr (GObject) bar = g_weak_ref_get (&undo->bar);
  g_autoptr (GTask) task = NULL;

  if (bar == NULL)
    return;
  task = g_task_new (bar, NULL, undone_cb, NULL);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (undo->deed), release_deed);
  g_task_run_in_thread (task, run_undo);
}

static char *
describe_deed (const Deed *deed)
{
  guint n = postino_bulk_edit_get_n_changed (deed->edit);
  g_autofree char *number = postino_figure_count (n);

  switch (deed->verb)
    {
    case POSTINO_BULK_ADD_TO_LIST:
      return g_strdup_printf (ngettext ("%s contact added to the list", "%s contacts added to the list", n),
                              number);
    case POSTINO_BULK_REMOVE_FROM_LIST:
      return g_strdup_printf (ngettext ("%s contact removed from the list",
                                        "%s contacts removed from the list", n), number);
    case POSTINO_BULK_ADD_TAG:
      return g_strdup_printf (ngettext ("%s contact tagged", "%s contacts tagged", n), number);
    case POSTINO_BULK_REMOVE_TAG:
      return g_strdup_printf (ngettext ("Tag taken off %s contact", "Tag taken off %s contacts", n),
                              number);
    case POSTINO_BULK_DELETE:
      return g_strdup_printf (ngettext ("%s contact deleted", "%s contacts deleted", n), number);
    }
  g_assert_not_reached ();
}

static void
offer_undo (PostinoBulkBar *self,
            Deed           *deed)
{
  g_autofree char *sentence = describe_deed (deed);
  Undo *undo;

  if (postino_bulk_edit_get_n_changed (deed->edit) == 0)
    {
      postino_toast_say (GTK_WIDGET (self), _("That is how they were already"));
      return;
    }
  undo = g_new0 (Undo, 1);
  g_weak_ref_init (&undo->bar, self);
  undo->deed = g_atomic_rc_box_acquire (deed);
  postino_toast_offer (GTK_WIDGET (self), sentence, _("_Undo"), undo_cb, undo, free_undo);
}

/* ---- doing it ---- */

static gboolean
make_target (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Deed *deed = data;

  if (deed->verb == POSTINO_BULK_ADD_TAG)
    return postino_tags_table_ensure (db, deed->name, &deed->target, error);
  return postino_lists_table_ensure (db, deed->name, deed->now_us, &deed->target, NULL, error);
}

static void
run_deed (GTask        *task,
          gpointer      source,
          gpointer      task_data,
          GCancellable *cancellable)
{
  Deed *deed = task_data;
  GError *error = NULL;

  if (deed->name != NULL
      && !postino_store_write (deed->store, POSTINO_STORE_NORMAL, make_target, deed, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_atomic_pointer_set (&deed->edit, postino_bulk_edit_new (deed->verb, deed->target,
                                                            g_steal_pointer (&deed->ids)));
  if (postino_bulk_edit_run (deed->edit, deed->store, deed->now_us, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  PostinoBulkBar *self = POSTINO_BULK_BAR (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  Deed *deed = g_steal_pointer (&self->deed);

  g_clear_handle_id (&self->progress_id, g_source_remove);
  g_clear_object (&self->cancellable);
  if (self->selection != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    {
      show_state (self);
      if (ok)
        offer_undo (self, deed);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        postino_toast_fail (GTK_WIDGET (self), error);
      else
        postino_toast_say (GTK_WIDGET (self), _("Cancelled: nothing was changed"));
    }
  release_deed (deed);
}

/* @ids is taken. */
static void
start_deed_to (PostinoBulkBar *self,
               GArray         *ids,
               PostinoBulkVerb verb,
               gint64          target,
               const char     *name)
{
  g_autoptr (GTask) task = NULL;
  Deed *deed;

  if (self->deed != NULL || ids->len == 0)
    {
      g_array_unref (ids);
      return;
    }
  deed = g_atomic_rc_box_new0 (Deed);
  deed->verb = verb;
  deed->target = target;
  deed->name = g_strdup (name);
  deed->ids = ids;
  deed->n_ids = ids->len;
  deed->store = g_object_ref (postino_session_get_store (self->session));
  deed->now_us = postino_clock_now_us (postino_session_get_clock (self->session));

  self->deed = deed;
  self->cancellable = g_cancellable_new ();
  self->started_us = g_get_monotonic_time ();
  self->progress_id = g_timeout_add (PROGRESS_MS, progress_cb, self);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_progress_bar_set_text (self->progress, "");
  show_state (self);
  task = g_task_new (self, self->cancellable, done_cb, NULL);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (deed), release_deed);
  g_task_run_in_thread (task, run_deed);
}

static void
start_deed (PostinoBulkBar *self,
            PostinoBulkVerb verb,
            gint64          target,
            const char     *name)
{
  start_deed_to (self, postino_contact_selection_list_ids (self->selection), verb, target, name);
}

/* ---- actions ---- */

static void
add_to_list_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *list)
{
  start_deed (POSTINO_BULK_BAR (widget), POSTINO_BULK_ADD_TO_LIST, g_variant_get_int64 (list), NULL);
}

static void
list_named_cb (GtkWidget  *widget,
               const char *name,
               gpointer    data)
{
  start_deed (POSTINO_BULK_BAR (widget), POSTINO_BULK_ADD_TO_LIST, 0, name);
}

static void
add_to_new_list_cb (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  postino_text_dialog_ask (widget, _("New List"), _("The selected contacts are added to it."),
                           _("Name"), NULL, _("_Add"), list_named_cb, NULL, NULL);
}

static void
remove_from_list_cb (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  PostinoBulkBar *self = POSTINO_BULK_BAR (widget);

  if (self->list != 0)
    start_deed (self, POSTINO_BULK_REMOVE_FROM_LIST, self->list, NULL);
}

static void
tag_named_cb (GtkWidget  *widget,
              const char *name,
              gpointer    data)
{
  start_deed (POSTINO_BULK_BAR (widget), POSTINO_BULK_ADD_TAG, 0, name);
}

static void
tag_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  postino_text_dialog_ask (widget, _("Add a Tag"), NULL, _("Tag"), NULL, _("_Add"), tag_named_cb,
                           NULL, NULL);
}

static void
delete_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  start_deed (POSTINO_BULK_BAR (widget), POSTINO_BULK_DELETE, 0, NULL);
}

static void
clear_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (POSTINO_BULK_BAR (widget)->selection));
}

static void
cancel_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  PostinoBulkBar *self = POSTINO_BULK_BAR (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
postino_bulk_bar_dispose (GObject *object)
{
  PostinoBulkBar *self = POSTINO_BULK_BAR (object);

  g_clear_handle_id (&self->progress_id, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_bulk_bar_parent_class)->dispose (object);
}

static void
postino_bulk_bar_class_init (PostinoBulkBarClass *klass)
{
  static const struct {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc func;
  } actions[] = {
    { "bulk.add-to-list", "x", add_to_list_cb },
    { "bulk.add-to-new-list", NULL, add_to_new_list_cb },
    { "bulk.remove-from-list", NULL, remove_from_list_cb },
    { "bulk.tag", NULL, tag_cb },
    { "bulk.delete", NULL, delete_cb },
    { "bulk.clear", NULL, clear_cb },
    { "bulk.cancel", NULL, cancel_cb },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_bulk_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/bulk-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoBulkBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, PostinoBulkBar, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoBulkBar, count);
  gtk_widget_class_bind_template_child (widget_class, PostinoBulkBar, list_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoBulkBar, remove_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoBulkBar, progress);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].func);
}

static void
postino_bulk_bar_init (PostinoBulkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_bulk_bar_set_selection (PostinoBulkBar          *self,
                                PostinoSession          *session,
                                PostinoContactSelection *selection)
{
  g_autoptr (GMenuModel) menu = postino_list_menu_new (postino_session_get_lists (session),
                                                       "bulk.add-to-list", "bulk.add-to-new-list");

  self->session = g_object_ref (session);
  self->selection = g_object_ref (selection);
  gtk_menu_button_set_menu_model (self->list_button, menu);
  g_signal_connect_swapped (selection, "selection-changed", G_CALLBACK (show_state), self);
  g_signal_connect_swapped (selection, "items-changed", G_CALLBACK (show_state), self);
  show_state (self);
}

void
postino_bulk_bar_set_list (PostinoBulkBar *self,
                           gint64          list)
{
  self->list = list;
  gtk_widget_set_visible (self->remove_button, list != 0);
}

void
postino_bulk_bar_delete_one (PostinoBulkBar *self,
                             gint64          contact)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (ids, contact);
  start_deed_to (self, ids, POSTINO_BULK_DELETE, 0, NULL);
}
