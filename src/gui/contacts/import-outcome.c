/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of an import. Taking back a million takes a while, so it runs on a thread and holds the
 * application, as the import did. */

#include "gui/contacts/import-outcome.h"

#include <glib/gi18n-lib.h>

#include "gui/contacts/save-copy.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"

struct _PostinoImportOutcomePage {
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *status;
  GtkListBox *counts;
  GtkButton *rejects_button;

  PostinoStore *store;
  PostinoFileJob *job;
};

enum { SIGNAL_UNDOING, SIGNAL_UNDONE, SIGNAL_UNDO_FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoImportOutcomePage, postino_import_outcome_page, ADW_TYPE_BIN)

/* ---- rejected rows ---- */

static void
save_rejects_cb (PostinoImportOutcomePage *self)
{
  postino_save_copy (GTK_WIDGET (self), _("Save the Rejected Rows"), _("rejected.csv"),
                     postino_import_job_get_rejects (self->job), _("The rows were saved"));
}

/* ---- the way back ---- */

typedef struct {
  PostinoStore *store;
  gint64 import;
} Undo;

static void
free_undo (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->store);
  g_free (undo);
}

static void
undo_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  const Undo *undo = data;
  GError *error = NULL;

  if (postino_import_undo (undo->store, undo->import, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PostinoImportOutcomePage *self = POSTINO_IMPORT_OUTCOME_PAGE (source);
  g_autoptr (GError) error = NULL;

  g_application_release (g_application_get_default ());
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_signal_emit (self, signals[SIGNAL_UNDONE], 0);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "outcome");
  postino_toast_fail (GTK_WIDGET (self), error);
  g_signal_emit (self, signals[SIGNAL_UNDO_FAILED], 0);
}

static void
undo_cb (PostinoImportOutcomePage *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, undone_cb, NULL);
  Undo *undo = g_new0 (Undo, 1);

  undo->store = g_object_ref (self->store);
  undo->import = postino_import_job_get_outcome (self->job)->import;
  g_task_set_task_data (task, undo, free_undo);
  gtk_stack_set_visible_child_name (self->stack, "undoing");
  g_signal_emit (self, signals[SIGNAL_UNDOING], 0);
  g_application_hold (g_application_get_default ());
  g_task_run_in_thread (task, undo_in_thread);
}

/* ---- counts ---- */

static void
add_part (GString    *parts,
          const char *part,
          gint64      n)
{
  g_autofree char *count = postino_figure_count (n);

  if (n > 0)
    g_string_append_printf (parts, "%s%s: %s", parts->len > 0 ? " · " : "", part, count);
}

char *
postino_import_outcome_describe (const PostinoImportOutcome *outcome)
{
  GString *parts = g_string_new (NULL);

  add_part (parts, _("New"), outcome->n_added);
  add_part (parts, _("Changed"), outcome->n_updated);
  add_part (parts, _("As they were"), outcome->n_unchanged);
  add_part (parts, _("Twice in the file"), outcome->n_duplicates);
  add_part (parts, _("Rows that cannot be used"), outcome->n_invalid);
  add_part (parts, _("Excluded, and stay so"), outcome->n_suppressed);
  add_part (parts, _("Without consent, by the file"), outcome->n_not_agreed);
  return g_string_free (parts, FALSE);
}

static void
add_count (PostinoImportOutcomePage *self,
           const char               *title,
           gint64                    n)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = postino_figure_count (n);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->counts, row);
}

/* ---- the page ---- */

static void
postino_import_outcome_page_dispose (GObject *object)
{
  PostinoImportOutcomePage *self = POSTINO_IMPORT_OUTCOME_PAGE (object);

  g_clear_object (&self->job);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_import_outcome_page_parent_class)->dispose (object);
}

static void
postino_import_outcome_page_class_init (PostinoImportOutcomePageClass *klass)
{
  static const char *const names[N_SIGNALS] = { "undoing", "undone", "undo-failed" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_import_outcome_page_dispose;
  for (int i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], POSTINO_TYPE_IMPORT_OUTCOME_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/import-outcome.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoImportOutcomePage, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportOutcomePage, status);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportOutcomePage, counts);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportOutcomePage, rejects_button);
  gtk_widget_class_bind_template_callback (widget_class, save_rejects_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
}

static void
postino_import_outcome_page_init (PostinoImportOutcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* "3,412 contacts out of 3,420 rows". Yours. */
static char *
describe (const PostinoImportOutcome *outcome)
{
  gint64 n = outcome->n_added + outcome->n_updated + outcome->n_unchanged;
  g_autofree char *n_contacts = postino_figure_count (n);
  g_autofree char *n_rows = postino_figure_count (outcome->n_rows);
  g_autofree char *contacts = g_strdup_printf (ngettext ("%s contact", "%s contacts", (gulong) n), n_contacts);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", (gulong) outcome->n_rows), n_rows);

  return g_strdup_printf (_("%s out of %s"), contacts, rows);
}

void
postino_import_outcome_show (PostinoImportOutcomePage *self,
                             PostinoStore             *store,
                             PostinoFileJob           *job)
{
  const PostinoImportOutcome *outcome = postino_import_job_get_outcome (job);
  g_autofree char *sentence = describe (outcome);

  g_set_object (&self->store, store);
  g_set_object (&self->job, job);
  adw_status_page_set_description (self->status, sentence);
  add_count (self, _("New"), outcome->n_added);
  add_count (self, _("Changed"), outcome->n_updated);
  add_count (self, _("As they were"), outcome->n_unchanged);
  add_count (self, _("Twice in the file"), outcome->n_duplicates);
  add_count (self, _("Rows that cannot be used"), outcome->n_invalid);
  if (outcome->n_suppressed > 0)
    add_count (self, _("Excluded, and stay so"), outcome->n_suppressed);
  if (outcome->n_not_agreed > 0)
    add_count (self, _("Without consent, by the file"), outcome->n_not_agreed);
  gtk_widget_set_visible (GTK_WIDGET (self->rejects_button), postino_import_job_get_rejects (job) != NULL);
}
