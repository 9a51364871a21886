/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hard bounce is suppressed when it happens, so of those that are refused it is often only a few that can be tried
 * again: the number is counted before anything is asked. */

#include "gui/campaigns/retry-question.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "campaign/ledger-table.h"
#include "gui/campaigns/wishes.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"

typedef struct {
  GtkWidget *from;
  PostinoSession *session;
  gint64 campaign;
  gint64 counts[POSTINO_LEDGER_N_STATES];
  gint64 n; /* of the refused */
} Question;

static void
free_question (Question *question)
{
  g_object_unref (question->from);
  g_object_unref (question->session);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, free_question)

static void
destroy_question (gpointer  data,
                  GClosure *closure)
{
  free_question (data);
}

static gboolean
count (PostinoDb *db,
       gpointer   data,
       GError   **error)
{
  Question *question = data;

  return postino_ledger_table_count (db, question->campaign, question->counts, error)
         && postino_ledger_table_count_retriable (db, question->campaign, &question->n, error);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  if (strcmp (response, "retry") == 0 && gtk_widget_get_root (question->from) != NULL)
    postino_wish_decide (question->from, question->session, question->campaign, POSTINO_DECISION_RETRY_REFUSED);
}

/* Yours. */
static char *
describe (const Question *question)
{
  gint64 n_left = MAX (question->counts[POSTINO_LEDGER_REFUSED] - question->n, 0);
  g_autofree char *n = postino_figure_count (question->n);
  g_autofree char *left = postino_figure_count (n_left);
  GString *body = g_string_new (NULL);

  if (question->n > 0)
    g_string_append_printf (body, ngettext ("%s person whose server refused the message is written to again.",
                                            "%s people whose servers refused the message are written to again.",
                                            (gulong) question->n), n);
  if (question->n > 0 && n_left > 0)
    g_string_append_c (body, ' ');
  if (n_left > 0)
    g_string_append_printf (body, ngettext ("%s person must not be mailed any more and stays out.",
                                            "%s people must not be mailed any more and stay out.", (gulong) n_left), left);
  return g_string_free (body, FALSE);
}

/* Takes @question. */
static void
ask (Question *question)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (question->from));
  g_autofree char *body = describe (question);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, NULL, body));

  adw_message_dialog_set_heading (dialog, question->n > 0 ? _("Try Them Again?") : _("There Is Nobody to Try Again"));
  adw_message_dialog_add_response (dialog, "cancel", question->n > 0 ? _("_Cancel") : _("_Close"));
  adw_message_dialog_set_close_response (dialog, "cancel");
  if (question->n > 0)
    {
      adw_message_dialog_add_response (dialog, "retry", _("_Try Them Again"));
      adw_message_dialog_set_response_appearance (dialog, "retry", ADW_RESPONSE_SUGGESTED);
    }
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, destroy_question, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;

  postino_store_run_finish (POSTINO_STORE (source), result, &error);
  if (gtk_widget_get_root (question->from) == NULL)
    return; /* the window is gone: nobody to ask */
  if (error != NULL)
    postino_toast_fail (question->from, error);
  else
    ask (g_steal_pointer (&question));
}

void
postino_retry_question_ask (GtkWidget      *from,
                            PostinoSession *session,
                            gint64          campaign)
{
  Question *question = g_new0 (Question, 1);

  question->from = g_object_ref (from);
  question->session = g_object_ref (session);
  question->campaign = campaign;
  postino_store_run_async (postino_session_get_store (session), FALSE, count, question, NULL, NULL, counted_cb, question);
}
