/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import, step by step:
 *
 *   reading  → set-up → running → outcome
 *      └→ failed ←───────┘ (cancelled: back to set-up)
 *
 * In the set-up every change is tried out at once: another encoding reads the file again, another
 * mapping or policy counts again what would happen. A trial that is overtaken is dropped. Nothing is
 * written before "Import" is pressed, and what was written can be taken back in the outcome. */

#include "gui/contacts/import-dialog.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "gui/contacts/import-columns.h"
#include "gui/contacts/import-consent.h"
#include "gui/contacts/import-file.h"
#include "gui/contacts/import-look.h"
#include "gui/contacts/import-outcome.h"
#include "gui/contacts/import-place.h"
#include "gui/contacts/import-rows.h"
#include "gui/contacts/rows-progress.h"
#include "gui/shell/drop.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"

enum {
  TRIAL_DELAY_MS = 300,
  ROW_HEIGHT = 32,
  MAX_ROWS_SHOWN = 6, /* more are scrolled */
};

struct _PostinoImportDialog {
  AdwWindow parent_instance;

  GtkStack *stack;
  AdwWindowTitle *window_title;
  GtkButton *import_button;
  GtkButton *close_button;
  /* set-up */
  AdwComboRow *encoding;
  AdwComboRow *delimiter;
  GtkLabel *trouble;
  PostinoImportColumns *columns;
  AdwBin *rows;
  PostinoImportConsent *consent;
  AdwComboRow *list;
  AdwEntryRow *new_list;
  AdwComboRow *policy;
  AdwActionRow *trial_row;
  GtkSpinner *trial_spinner;
  /* running */
  GtkLabel *running_title;
  GtkProgressBar *bar;
  GtkLabel *rate;
  GtkButton *cancel_button;
  /* outcome, failed */
  PostinoImportOutcomePage *outcome;
  AdwStatusPage *failed;

  PostinoSession *session;
  gint64 shown_list;         /* that the person looked at, or 0 */
  PostinoImportPlace *place;
  GCancellable *cancellable; /* of fetching and looking */
  char *path;
  gboolean is_ours;          /* a copy: removed at the end */
  PostinoImportLook *look;
  PostinoFileJob *trial;
  PostinoFileJob *job;
  guint trial_id;
  gboolean is_filling;       /* the rows are being set by us */
};

G_DEFINE_FINAL_TYPE (PostinoImportDialog, postino_import_dialog, ADW_TYPE_WINDOW)

/* NULL: found out. */
static const struct {
  const char *name;
  const char *label;
} encoding_table[] = {
  { NULL, N_("Found out by itself") },
  { "UTF-8", "Unicode (UTF-8)" },
  { "WINDOWS-1252", N_("Western (Windows-1252)") },
  { "ISO-8859-15", N_("Western (ISO-8859-15)") },
  { "MACINTOSH", N_("Western (Macintosh)") },
  { "UTF-16LE", "Unicode (UTF-16LE)" },
  { "UTF-16BE", "Unicode (UTF-16BE)" },
}, delimiter_table[] = {
  { NULL, N_("Found out by itself") },
  { ",", N_("Comma") },
  { ";", N_("Semicolon") },
  { "tab", N_("Tab") },
  { "|", N_("Vertical bar") },
};

static const struct {
  PostinoImportPolicy policy;
  const char *label;
} policy_table[] = {
  { POSTINO_IMPORT_FILL, N_("Fill what is empty") },
  { POSTINO_IMPORT_OVERWRITE, N_("Take what the file says") },
  { POSTINO_IMPORT_KEEP, N_("Leave them as they are") },
};

static void schedule_trial (PostinoImportDialog *self);

/* ---- the plan ---- */

static PostinoImportPlan *
build_plan (PostinoImportDialog *self)
{
  PostinoImportPlan *plan = g_new0 (PostinoImportPlan, 1);
  char *list = postino_import_place_dup_name (self->place);

  plan->path = g_strdup (self->path);
  plan->encoding = g_strdup (self->look->encoding);
  plan->delimiter = g_strdup (self->look->delimiter);
  plan->map = postino_import_columns_dup_wishes (self->columns);
  plan->policy = policy_table[adw_combo_row_get_selected (self->policy)].policy;
  if (list != NULL)
    {
      plan->lists = g_new0 (char *, 2);
      plan->lists[0] = list;
    }
  if (postino_import_consent_is_complete (self->consent, NULL))
    postino_import_consent_fill (self->consent, plan);
  return plan;
}

/* What is still missing, as a sentence; NULL: it can be imported. */
static const char *
find_missing (PostinoImportDialog *self)
{
  const char *why = NULL;

  if (!postino_import_columns_has_address (self->columns))
    return _("Choose the column that holds the e-mail addresses");
  if (postino_import_place_is_nameless (self->place))
    return _("Give the new list a name");
  postino_import_consent_is_complete (self->consent, &why);
  return why;
}

/* ---- the trial ---- */

static void
show_button (PostinoImportDialog *self)
{
  const PostinoImportOutcome *outcome
    = self->trial != NULL ? postino_import_job_get_outcome (self->trial) : NULL;
  const char *missing = self->look != NULL ? find_missing (self) : NULL;
  g_autofree char *count = NULL;
  g_autofree char *label = NULL;

  if (outcome != NULL)
    {
      gint64 n = outcome->n_rows - outcome->n_duplicates - outcome->n_invalid;

      count = postino_figure_count (n);
      label = g_strdup_printf (ngettext ("_Import %s Contact", "_Import %s Contacts", (gulong) n),
                               count);
    }
  gtk_button_set_label (self->import_button, label != NULL ? label : _("_Import"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), self->look != NULL && missing == NULL);
  gtk_label_set_text (self->trouble, missing != NULL ? missing : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), missing != NULL);
}

static void
trial_progress_cb (PostinoImportDialog *self,
                   PostinoFileJob      *job)
{
  g_autofree char *n = postino_figure_count (postino_file_job_get_n_rows (job));
  g_autofree char *subtitle = g_strdup_printf (_("Counting: %s rows so far"), n);

  adw_action_row_set_subtitle (self->trial_row, subtitle);
}

static void
trial_ended_cb (PostinoImportDialog *self,
                PostinoFileJob      *job)
{
  const PostinoImportOutcome *outcome = postino_import_job_get_outcome (job);
  g_autofree char *counts = outcome != NULL ? postino_import_outcome_describe (outcome) : NULL;

  gtk_spinner_stop (self->trial_spinner);
  adw_action_row_set_subtitle (self->trial_row,
                               counts != NULL ? counts : postino_file_job_get_error (job)->message);
  show_button (self);
}

static void
drop_trial (PostinoImportDialog *self)
{
  g_clear_handle_id (&self->trial_id, g_source_remove);
  if (self->trial == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->trial, self);
  g_clear_object (&self->trial);
}

static gboolean
start_trial_cb (gpointer user_data)
{
  PostinoImportDialog *self = user_data;

  self->trial_id = 0;
  if (!postino_import_columns_has_address (self->columns))
    {
      gtk_spinner_stop (self->trial_spinner);
      adw_action_row_set_subtitle (self->trial_row, "");
      return G_SOURCE_REMOVE;
    }
  self->trial = postino_import_job_start (postino_session_get_store (self->session),
                                          build_plan (self), TRUE, NULL);
  g_signal_connect_swapped (self->trial, "progress", G_CALLBACK (trial_progress_cb), self);
  g_signal_connect_swapped (self->trial, "ended", G_CALLBACK (trial_ended_cb), self);
  return G_SOURCE_REMOVE;
}

static void
schedule_trial (PostinoImportDialog *self)
{
  drop_trial (self);
  gtk_spinner_start (self->trial_spinner);
  adw_action_row_set_subtitle (self->trial_row, _("Counting…"));
  self->trial_id = g_timeout_add (TRIAL_DELAY_MS, start_trial_cb, self);
  show_button (self);
}

/* ---- the look at the file ---- */

static void
show_failure (PostinoImportDialog *self,
              const GError        *error)
{
  g_autofree char *sentence = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failed, sentence);
  gtk_stack_set_visible_child_name (self->stack, "failed");
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), FALSE);
}

/* What was found out stands in the first choice. */
static void
show_found (AdwComboRow *row,
            const char  *found)
{
  g_autofree char *subtitle = g_strdup_printf (_("In use: %s"), found);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static const char *
describe_delimiter (char delimiter)
{
  for (gsize i = 1; i < G_N_ELEMENTS (delimiter_table); i++)
    {
      const char *name = delimiter_table[i].name;

      if (*name == delimiter || (delimiter == '\t' && *name == 't'))
        return _(delimiter_table[i].label);
    }
  return "";
}

/* Once: another encoding does not change where the contacts go. */
static void
fill_place (PostinoImportDialog     *self,
            const PostinoImportLook *look)
{
  self->is_filling = TRUE;
  postino_import_place_fill (self->place, look->lists, self->shown_list, look->last_list);
  self->is_filling = FALSE;
}

static void
show_look (PostinoImportDialog *self)
{
  const PostinoImportPreview *preview = self->look->preview;
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  show_found (self->encoding, preview->encoding);
  show_found (self->delimiter, describe_delimiter (preview->delimiter));
  postino_import_columns_show (self->columns, preview, self->look->fields);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), postino_import_rows_new (preview));
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              (MIN (preview->rows->len, MAX_ROWS_SHOWN) + 1) * ROW_HEIGHT);
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN); /* the card is round at its corners */
  gtk_widget_add_css_class (scrolled, "card");
  adw_bin_set_child (self->rows, scrolled);
  gtk_stack_set_visible_child_name (self->stack, "setup");
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), TRUE);
  schedule_trial (self);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  PostinoImportLook *look = postino_import_look_finish (result, &error);
  PostinoImportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (look == NULL && self->look != NULL)
    {
      postino_toast_fail (GTK_WIDGET (self), error); /* another encoding: what was shown stays */
      return;
    }
  if (look == NULL)
    {
      show_failure (self, error);
      return;
    }
  if (self->look == NULL)
    fill_place (self, look);
  g_clear_pointer (&self->look, postino_import_look_free);
  self->look = look;
  show_look (self);
}

static void
cancel_looking (PostinoImportDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
look_at_file (PostinoImportDialog *self)
{
  cancel_looking (self);
  drop_trial (self);
  self->cancellable = g_cancellable_new ();
  postino_import_look_async (postino_session_get_store (self->session), self->path,
                             encoding_table[adw_combo_row_get_selected (self->encoding)].name,
                             delimiter_table[adw_combo_row_get_selected (self->delimiter)].name,
                             self->cancellable, looked_cb, self);
}

static void
reading_changed_cb (PostinoImportDialog *self)
{
  if (!self->is_filling && self->look != NULL)
    look_at_file (self);
}

static void
plan_changed_cb (PostinoImportDialog *self)
{
  postino_import_place_show_name (self->place);
  if (!self->is_filling && self->look != NULL)
    schedule_trial (self);
}

/* Changes nothing of the counts. */
static void
answer_changed_cb (PostinoImportDialog *self)
{
  if (!self->is_filling)
    show_button (self);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_ours = FALSE;
  char *path = postino_import_file_fetch_finish (result, &is_ours, &error);
  PostinoImportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (path == NULL)
    {
      show_failure (self, error);
      return;
    }
  self->path = path;
  self->is_ours = is_ours;
  look_at_file (self);
}

/* ---- running ---- */

static void
progress_cb (PostinoImportDialog *self,
             PostinoFileJob      *job)
{
  static const char *const titles[] = { N_("Reading the file…"), N_("Importing…"), N_("Taking it back…") };
  double fraction = postino_file_job_get_fraction (job);
  g_autofree char *text = postino_rows_progress_describe (postino_file_job_get_n_rows (job), fraction,
                                                          postino_file_job_get_rate (job));

  gtk_label_set_text (self->running_title, _(titles[postino_file_job_get_phase (job)]));
  gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_label_set_text (self->rate, text);
}

static void
ended_cb (PostinoImportDialog *self,
          PostinoFileJob      *job)
{
  const PostinoImportOutcome *outcome = postino_import_job_get_outcome (job);
  const GError *error = postino_file_job_get_error (job);

  gtk_widget_set_visible (GTK_WIDGET (self->close_button), TRUE);
  if (outcome != NULL)
    {
      postino_import_outcome_show (self->outcome, postino_session_get_store (self->session), job);
      gtk_stack_set_visible_child_name (self->stack, "outcome");
      gtk_button_set_label (self->close_button, _("_Close"));
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "setup");
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), TRUE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    postino_toast_say (GTK_WIDGET (self), _("Cancelled: your contacts are as they were"));
  else
    postino_toast_fail (GTK_WIDGET (self), error);
}

static void
import_cb (PostinoImportDialog *self)
{
  PostinoImportPlan *plan = build_plan (self);

  drop_trial (self);
  g_clear_object (&self->job);
  postino_import_look_remember (postino_session_get_store (self->session), self->look,
                                (const char *const *) plan->map,
                                plan->lists != NULL ? plan->lists[0] : NULL);
  gtk_stack_set_visible_child_name (self->stack, "running");
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->close_button), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), TRUE);
  self->job = postino_import_job_start (postino_session_get_store (self->session), plan, FALSE,
                                        g_application_get_default ());
  g_signal_connect_swapped (self->job, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect_swapped (self->job, "ended", G_CALLBACK (ended_cb), self);
  progress_cb (self, self->job);
}

static void
cancel_cb (PostinoImportDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), FALSE);
  postino_file_job_cancel (self->job);
}

/* ---- taking it back ---- */

static void
undoing_cb (PostinoImportDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->close_button), FALSE);
}

static void
undo_failed_cb (PostinoImportDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->close_button), TRUE);
}

static void
undone_cb (PostinoImportDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    postino_toast_say (GTK_WIDGET (parent), _("The import was undone: your contacts are as they were"));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
close_cb (PostinoImportDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- the dialog ---- */

/* While it runs, the way out is Cancel. */
static gboolean
postino_import_dialog_close_request (GtkWindow *window)
{
  PostinoImportDialog *self = POSTINO_IMPORT_DIALOG (window);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->close_button)))
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (postino_import_dialog_parent_class)->close_request (window);
}

static void
postino_import_dialog_dispose (GObject *object)
{
  PostinoImportDialog *self = POSTINO_IMPORT_DIALOG (object);

  cancel_looking (self);
  drop_trial (self);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (postino_import_dialog_parent_class)->dispose (object);
}

static void
postino_import_dialog_finalize (GObject *object)
{
  PostinoImportDialog *self = POSTINO_IMPORT_DIALOG (object);

  if (self->is_ours)
    g_unlink (self->path);
  g_free (self->path);
  g_clear_pointer (&self->look, postino_import_look_free);
  g_clear_pointer (&self->place, postino_import_place_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_import_dialog_parent_class)->finalize (object);
}

static void
bind_setup (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, encoding);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, delimiter);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, rows);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, consent);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, new_list);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, policy);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, trial_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, trial_spinner);
  gtk_widget_class_bind_template_callback (widget_class, reading_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, plan_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, answer_changed_cb);
}

static void
postino_import_dialog_class_init (PostinoImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = postino_import_dialog_dispose;
  object_class->finalize = postino_import_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = postino_import_dialog_close_request;

  g_type_ensure (POSTINO_TYPE_IMPORT_COLUMNS);
  g_type_ensure (POSTINO_TYPE_IMPORT_CONSENT);
  g_type_ensure (POSTINO_TYPE_IMPORT_OUTCOME_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/import-dialog.ui");
  bind_setup (widget_class);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, import_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, running_title);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, rate);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportDialog, failed);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, undoing_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, undone_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
fill_combo (AdwComboRow *row,
            const char  *const labels[])
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (labels);

  adw_combo_row_set_model (row, G_LIST_MODEL (model));
}

static void
fill_choices (PostinoImportDialog *self)
{
  const char *encodings[G_N_ELEMENTS (encoding_table) + 1] = { NULL };
  const char *delimiters[G_N_ELEMENTS (delimiter_table) + 1] = { NULL };
  const char *policies[G_N_ELEMENTS (policy_table) + 1] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (encoding_table); i++)
    encodings[i] = _(encoding_table[i].label);
  for (gsize i = 0; i < G_N_ELEMENTS (delimiter_table); i++)
    delimiters[i] = _(delimiter_table[i].label);
  for (gsize i = 0; i < G_N_ELEMENTS (policy_table); i++)
    policies[i] = _(policy_table[i].label);
  fill_combo (self->encoding, encodings);
  fill_combo (self->delimiter, delimiters);
  fill_combo (self->policy, policies);
}

static void
postino_import_dialog_init (PostinoImportDialog *self)
{
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->place = postino_import_place_new (self->list, self->new_list);
  fill_choices (self);
}

typedef struct {
  PostinoImportDialog *dialog;
  GFile *file;
} Exchange;

static void
free_exchange (gpointer data)
{
  Exchange *exchange = data;

  g_object_unref (exchange->dialog);
  g_object_unref (exchange->file);
  g_free (exchange);
}

static gboolean
exchange_cb (gpointer data)
{
  Exchange *exchange = data;
  PostinoImportDialog *self = exchange->dialog;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    postino_import_dialog_present_file (parent, self->session, self->shown_list, exchange->file);
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* Another file instead: what this one says may be "save it as CSV". Afterwards, since GTK is not done with a
 * widget whose drop it tells. */
static void
dropped_cb (GSList     *files,
            const char *text,
            gpointer    user_data)
{
  PostinoImportDialog *self = user_data;
  Exchange *exchange;

  if (files == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->close_button)))
    return;
  if (files->next != NULL)
    {
      postino_toast_say (GTK_WIDGET (self), _("Drop one file at a time"));
      return;
    }
  exchange = g_new (Exchange, 1);
  *exchange = (Exchange) { g_object_ref (self), g_object_ref (files->data) };
  g_idle_add_full (G_PRIORITY_DEFAULT, exchange_cb, exchange, free_exchange);
}

static PostinoImportDialog *
build_dialog (GtkWindow      *parent,
              PostinoSession *session,
              gint64          list,
              const char     *subtitle)
{
  PostinoImportDialog *self = g_object_new (POSTINO_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  self->shown_list = list;
  self->is_filling = FALSE;
  adw_window_title_set_subtitle (self->window_title, subtitle);
  postino_drop_install (GTK_WIDGET (self), NULL, dropped_cb, self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

void
postino_import_dialog_present_file (GtkWindow      *parent,
                                    PostinoSession *session,
                                    gint64          list,
                                    GFile          *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  PostinoImportDialog *self = build_dialog (parent, session, list, shown);

  self->cancellable = g_cancellable_new ();
  postino_import_file_fetch_async (file, self->cancellable, fetched_cb, self);
}

void
postino_import_dialog_present_text (GtkWindow      *parent,
                                    PostinoSession *session,
                                    gint64          list,
                                    const char     *text)
{
  PostinoImportDialog *self = build_dialog (parent, session, list, _("Pasted addresses"));
  g_autoptr (GError) error = NULL;

  self->path = postino_import_file_from_text (text, &error);
  self->is_ours = self->path != NULL;
  if (self->path == NULL)
    show_failure (self, error);
  else
    look_at_file (self);
}
