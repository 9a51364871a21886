/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions out of a file, step by step:
 *
 *   reading  → set-up → running → gone, with a toast
 *      └→ failed ←───────┴→ outcome, if there were rows that named nobody
 *
 * What comes in this way can be lifted one by one at most, and some of it never: so nothing is written
 * before the number is seen and "Exclude" pressed, and there is no undo (promise 2). A cancel leaves
 * what was excluded by then, and says so. */

#include "gui/contacts/exclusion-import.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "contacts/suppression-table.h"
#include "gui/contacts/exclusion-job.h"
#include "gui/contacts/import-file.h"
#include "gui/contacts/rows-progress.h"
#include "gui/contacts/save-copy.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"

struct _PostinoExclusionImport {
  AdwWindow parent_instance;

  GtkStack *stack;
  AdwWindowTitle *window_title;
  GtkButton *close_button;
  GtkButton *exclude_button;
  /* set-up */
  AdwPreferencesGroup *found;
  AdwComboRow *reason;
  GtkLabel *unusable;
  /* running */
  GtkProgressBar *bar;
  GtkLabel *rate;
  GtkWidget *cancel_button;
  /* outcome, failed */
  AdwStatusPage *outcome;
  AdwStatusPage *failed;

  PostinoSession *session;
  GtkWidget *from;
  GCancellable *cancellable; /* of fetching */
  char *path;
  gboolean is_ours;          /* a copy: removed at the end */
  PostinoFileJob *job;  /* the look, then the import */
};

G_DEFINE_FINAL_TYPE (PostinoExclusionImport, postino_exclusion_import, ADW_TYPE_WINDOW)

/* In the order of the drop-down: what can be lifted comes first. */
static const PostinoSuppressionReason reason_table[] = {
  POSTINO_SUPPRESSION_MANUAL,
  POSTINO_SUPPRESSION_UNSUBSCRIBED,
  POSTINO_SUPPRESSION_COMPLAINT,
  POSTINO_SUPPRESSION_HARD_BOUNCE,
};

static PostinoSuppressionReason
get_reason (PostinoExclusionImport *self)
{
  return reason_table[adw_combo_row_get_selected (self->reason)];
}

static void
reason_cb (PostinoExclusionImport *self)
{
  PostinoSuppressionReason reason = get_reason (self);
  gboolean is_final = reason == POSTINO_SUPPRESSION_UNSUBSCRIBED || reason == POSTINO_SUPPRESSION_COMPLAINT;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->reason),
                               is_final ? _("Cannot be lifted by hand afterwards")
                                        : _("Can be lifted afterwards, one by one, with a reason"));
}

/* ---- what is shown ---- */

static void
show_page (PostinoExclusionImport *self,
           const char             *page)
{
  gboolean is_running = g_str_equal (page, "running");

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->exclude_button), g_str_equal (page, "setup"));
  gtk_widget_set_visible (GTK_WIDGET (self->close_button), !is_running);
  if (g_str_equal (page, "outcome"))
    gtk_button_set_label (self->close_button, _("_Close"));
}

static void
show_failure (PostinoExclusionImport *self,
              const char             *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_status_page_set_description (self->failed, markup);
  show_page (self, "failed");
}

/* "3 rows name no address and no @domain". Yours. */
static char *
describe_unusable (gint64 n)
{
  g_autofree char *number = postino_figure_count (n);

  return g_strdup_printf (ngettext ("%s row names no address and no @domain",
                                    "%s rows name no address and no @domain", (gulong) n),
                          number);
}

/* Yours. */
static char *
describe_done (const PostinoSuppressionImport *done)
{
  g_autofree char *added = postino_figure_count (done->n_added);
  g_autofree char *known = postino_figure_count (done->n_known);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s exclusion added", "%s exclusions added",
                                                         (gulong) done->n_added),
                                               added);
  g_autofree char *rest = g_strdup_printf (ngettext ("%s was there already", "%s were there already",
                                                     (gulong) done->n_known),
                                           known);

  return done->n_known > 0 ? g_strdup_printf ("%s; %s", sentence, rest) : g_steal_pointer (&sentence);
}

/* ---- the import ---- */

static void
progress_cb (PostinoExclusionImport *self,
             PostinoFileJob         *job)
{
  double fraction = postino_file_job_get_fraction (job);
  g_autofree char *text = postino_rows_progress_describe (postino_file_job_get_n_rows (job), fraction,
                                                          postino_file_job_get_rate (job));

  gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_label_set_text (self->rate, text);
}

/* What stopped it, and what it leaves. */
static void
tell_failure (PostinoExclusionImport *self,
              const GError           *error)
{
  const PostinoSuppressionImport *done = postino_exclusion_job_get_done (self->job);
  g_autofree char *n = postino_figure_count (done->n_added);
  g_autofree char *left = g_strdup_printf (ngettext ("%s exclusion was added before, and stays",
                                                     "%s exclusions were added before, and stay",
                                                     (gulong) done->n_added),
                                           n);
  g_autofree char *sentence = g_strdup_printf ("%s\n%s", error->message, left);

  show_failure (self, sentence);
}

static void
tell_cancelled (PostinoExclusionImport *self)
{
  const PostinoSuppressionImport *done = postino_exclusion_job_get_done (self->job);
  g_autofree char *n = postino_figure_count (done->n_added);
  g_autofree char *sentence = g_strdup_printf (ngettext ("Cancelled: %s exclusion was added, and stays",
                                                         "Cancelled: %s exclusions were added, and stay",
                                                         (gulong) done->n_added),
                                               n);

  postino_toast_say (self->from, sentence);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
ended_cb (PostinoExclusionImport *self,
          PostinoFileJob         *job)
{
  const PostinoSuppressionImport *done = postino_exclusion_job_get_done (job);
  const GError *error = postino_file_job_get_error (job);
  g_autofree char *sentence = describe_done (done);
  g_autofree char *unusable = describe_unusable (done->n_invalid);
  g_autofree char *both = g_strdup_printf ("%s\n%s", sentence, unusable);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell_cancelled (self);
  else if (error != NULL)
    tell_failure (self, error);
  else if (postino_exclusion_job_get_rejects (job) != NULL)
    {
      adw_status_page_set_description (self->outcome, both);
      show_page (self, "outcome");
    }
  else
    {
      postino_toast_say (self->from, sentence);
      gtk_window_destroy (GTK_WINDOW (self));
    }
}

static void
drop_job (PostinoExclusionImport *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

static void
exclude_cb (PostinoExclusionImport *self)
{
  drop_job (self);
  self->job = postino_exclusion_job_start (postino_session_get_store (self->session), self->path,
                                           postino_suppression_reason_to_string (get_reason (self)),
                                           g_application_get_default ());
  g_signal_connect_swapped (self->job, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect_swapped (self->job, "ended", G_CALLBACK (ended_cb), self);
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  show_page (self, "running");
}

static void
cancel_cb (PostinoExclusionImport *self)
{
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
  postino_file_job_cancel (self->job);
}

static void
save_cb (PostinoExclusionImport *self)
{
  postino_save_copy (GTK_WIDGET (self), _("Save the Rejected Rows"), _("rejected.csv"),
                     postino_exclusion_job_get_rejects (self->job), _("The rows were saved"));
}

static void
close_cb (PostinoExclusionImport *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- the look ---- */

static void
show_found (PostinoExclusionImport         *self,
            const PostinoSuppressionImport *found)
{
  gint64 n = found->n_rows - found->n_invalid;
  g_autofree char *number = postino_figure_count (n);
  g_autofree char *title = g_strdup_printf (ngettext ("%s address or domain", "%s addresses and domains",
                                                      (gulong) n),
                                            number);
  g_autofree char *unusable = describe_unusable (found->n_invalid);

  if (n == 0)
    {
      show_failure (self, _("There is no e-mail address and no @domain in this file"));
      return;
    }
  adw_preferences_group_set_title (self->found, title);
  gtk_label_set_text (self->unusable, unusable);
  gtk_widget_set_visible (GTK_WIDGET (self->unusable), found->n_invalid > 0);
  show_page (self, "setup");
  gtk_widget_grab_focus (GTK_WIDGET (self->exclude_button));
}

static void
looked_cb (PostinoExclusionImport *self,
           PostinoFileJob         *job)
{
  const GError *error = postino_file_job_get_error (job);

  if (error != NULL)
    show_failure (self, error->message);
  else
    show_found (self, postino_exclusion_job_get_done (job));
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_ours = FALSE;
  char *path = postino_import_file_fetch_finish (result, &is_ours, &error);
  PostinoExclusionImport *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (path == NULL)
    {
      show_failure (self, error->message);
      return;
    }
  self->path = path;
  self->is_ours = is_ours;
  self->job = postino_exclusion_job_start (postino_session_get_store (self->session), path, NULL, NULL);
  g_signal_connect_swapped (self->job, "ended", G_CALLBACK (looked_cb), self);
}

/* ---- the window ---- */

/* While it runs, the way out is Cancel. */
static gboolean
postino_exclusion_import_close_request (GtkWindow *window)
{
  PostinoExclusionImport *self = POSTINO_EXCLUSION_IMPORT (window);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->close_button)))
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (postino_exclusion_import_parent_class)->close_request (window);
}

static void
postino_exclusion_import_dispose (GObject *object)
{
  PostinoExclusionImport *self = POSTINO_EXCLUSION_IMPORT (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  drop_job (self);
  g_clear_object (&self->from);
  G_OBJECT_CLASS (postino_exclusion_import_parent_class)->dispose (object);
}

static void
postino_exclusion_import_finalize (GObject *object)
{
  PostinoExclusionImport *self = POSTINO_EXCLUSION_IMPORT (object);

  if (self->is_ours)
    g_unlink (self->path);
  g_free (self->path);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_exclusion_import_parent_class)->finalize (object);
}

static void
postino_exclusion_import_class_init (PostinoExclusionImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = postino_exclusion_import_dispose;
  object_class->finalize = postino_exclusion_import_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = postino_exclusion_import_close_request;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/exclusion-import.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, window_title);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, close_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, exclude_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, found);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, reason);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, unusable);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, rate);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, outcome);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionImport, failed);
  gtk_widget_class_bind_template_callback (widget_class, reason_cb);
  gtk_widget_class_bind_template_callback (widget_class, exclude_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
postino_exclusion_import_init (PostinoExclusionImport *self)
{
  g_autoptr (GtkStringList) reasons = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (reason_table); i++)
    {
      g_autofree char *words
        = postino_figure_capitalize (postino_suppression_reason_describe (reason_table[i]));

      gtk_string_list_append (reasons, words);
    }
  adw_combo_row_set_model (self->reason, G_LIST_MODEL (reasons));
  reason_cb (self);
}

static void
present_file (GtkWidget      *from,
              PostinoSession *session,
              GFile          *file)
{
  PostinoExclusionImport *self = g_object_new (POSTINO_TYPE_EXCLUSION_IMPORT, "transient-for",
                                               gtk_widget_get_root (from), NULL);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);

  self->session = g_object_ref (session);
  self->from = g_object_ref (from);
  adw_window_title_set_subtitle (self->window_title, shown);
  self->cancellable = g_cancellable_new ();
  postino_import_file_fetch_async (file, self->cancellable, fetched_cb, self);
  gtk_window_present (GTK_WINDOW (self));
}

/* ---- the file ---- */

typedef struct {
  GtkWidget *from;
  PostinoSession *session;
} Question;

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           gpointer         user_data)
{
  Question *question = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && gtk_widget_get_root (question->from) != NULL)
    present_file (question->from, question->session, file);
  g_object_unref (question->from);
  g_object_unref (question->session);
  g_free (question);
  g_object_unref (chooser);
}

void
postino_exclusion_import_ask (GtkWidget      *from,
                              PostinoSession *session)
{
  GtkFileChooserNative *chooser
    = gtk_file_chooser_native_new (_("Exclude From a File"), GTK_WINDOW (gtk_widget_get_root (from)),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  Question *question = g_new0 (Question, 1);

  question->from = g_object_ref (from);
  question->session = g_object_ref (session);
  gtk_file_filter_set_name (tables, _("Tables of text (CSV, TSV, TXT)"));
  for (const char *const *suffix = (const char *const[]) { "csv", "tsv", "tab", "txt", NULL }; *suffix != NULL;
       suffix++)
    gtk_file_filter_add_suffix (tables, *suffix);
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), tables);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
