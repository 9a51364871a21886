/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Address and contact are checked by the story that begins the test; its sentence is shown here, so
 * that it can be put right.
 *
 * A test goes where the last one went; the first, to the sender's own mailbox: where answers are
 * read, if that is another than the sender's address. */

#include "gui/campaigns/test-dialog.h"

#include <glib/gi18n-lib.h>

#include "campaign/campaigns-table.h"
#include "campaign/identities-table.h"
#include "campaign/test-send.h"
#include "gui/campaigns/test-watch.h"
#include "store/change.h"
#include "workspace/settings-table.h"

#define SETTING_TO "test-to"
#define SETTING_AS "test-as"

struct _PostinoTestDialog {
  AdwWindow parent_instance;

  GtkEditable *to;
  GtkEditable *as;
  GtkLabel *fault;
  GtkWidget *send;

  GtkWidget *from;
  PostinoSession *session;
  gint64 campaign;
};

G_DEFINE_FINAL_TYPE (PostinoTestDialog, postino_test_dialog, ADW_TYPE_WINDOW)

/* A test on its way to the store and back. */
typedef struct {
  gint64 campaign;
  char *to;
  char *as;
  gint64 id;
} Test;

static void
free_test (gpointer data)
{
  Test *test = data;

  g_free (test->to);
  g_free (test->as);
  g_free (test);
}

static char *
find_own_address (PostinoDb *db,
                  gint64     id)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, id, NULL);
  g_autoptr (PostinoIdentity) identity = NULL;

  if (campaign != NULL && campaign->identity != 0)
    identity = postino_identities_table_get (db, campaign->identity, NULL);
  if (identity == NULL)
    return NULL;
  return g_strdup (identity->reply_to != NULL && *identity->reply_to != '\0' ? identity->reply_to
                                                                             : identity->email);
}

static gboolean
read_addresses (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  Test *test = data;

  if (!postino_settings_table_dup (db, SETTING_TO, &test->to, error)
      || !postino_settings_table_dup (db, SETTING_AS, &test->as, error))
    return FALSE;
  if (test->to == NULL)
    test->to = find_own_address (db, test->campaign);
  return TRUE;
}

static gboolean
begin_test (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Test *test = data;

  return postino_test_send_begin (db, test->campaign, test->to, test->as, g_get_real_time (),
                                  &test->id, error)
         && postino_settings_table_set (db, SETTING_TO, test->to, error)
         && postino_settings_table_set (db, SETTING_AS, test->as, error);
}

/* What was asked for holds, even if the dialog was closed before the answer. */
typedef struct {
  PostinoTestDialog *dialog;
  GtkWidget *from;
  PostinoSession *session;
} Asked;

static void
free_asked (Asked *asked)
{
  g_object_unref (asked->dialog);
  g_object_unref (asked->from);
  g_object_unref (asked->session);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, free_asked)

static gboolean
is_open (PostinoTestDialog *self)
{
  return self->session != NULL; /* let go of when it is disposed of, with its widgets */
}

static void
show_fault (PostinoTestDialog *self,
            const char        *sentence)
{
  gtk_widget_set_sensitive (self->send, TRUE);
  gtk_label_set_label (self->fault, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->fault), TRUE);
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (GError) error = NULL;
  Test *test = postino_store_run_finish (POSTINO_STORE (source), result, &error);

  if (test == NULL)
    {
      if (is_open (asked->dialog))
        show_fault (asked->dialog, error->message);
      return;
    }
  postino_session_wake_worker (asked->session, POSTINO_TOPIC_CAMPAIGNS);
  postino_test_watch_begin (asked->from, asked->session, test->id, test->to);
  if (is_open (asked->dialog))
    gtk_window_close (GTK_WINDOW (asked->dialog));
}

static void
send_cb (PostinoTestDialog *self)
{
  Test *test = g_new0 (Test, 1);
  Asked *asked = g_new (Asked, 1);

  *asked = (Asked) { g_object_ref (self), g_object_ref (self->from), g_object_ref (self->session) };
  test->campaign = self->campaign;
  test->to = g_strstrip (g_strdup (gtk_editable_get_text (self->to)));
  test->as = g_strstrip (g_strdup (gtk_editable_get_text (self->as)));
  gtk_widget_set_visible (GTK_WIDGET (self->fault), FALSE);
  gtk_widget_set_sensitive (self->send, FALSE);
  postino_store_run_async (postino_session_get_store (self->session), TRUE, begin_test, test,
                           free_test, NULL, begun_cb, asked);
}

static void
addresses_read_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (PostinoTestDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  Test *test = postino_store_run_finish (POSTINO_STORE (source), result, &error);

  if (test == NULL || !is_open (self))
    return; /* the fields stay empty */
  if (test->to != NULL)
    {
      gtk_editable_set_text (self->to, test->to);
      gtk_editable_select_region (self->to, 0, -1); /* typing replaces it */
    }
  if (test->as != NULL && *gtk_editable_get_text (self->as) == '\0')
    gtk_editable_set_text (self->as, test->as);
}

static void
postino_test_dialog_dispose (GObject *object)
{
  PostinoTestDialog *self = POSTINO_TEST_DIALOG (object);

  g_clear_object (&self->from);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_test_dialog_parent_class)->dispose (object);
}

static void
postino_test_dialog_class_init (PostinoTestDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_test_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/test-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoTestDialog, to);
  gtk_widget_class_bind_template_child (widget_class, PostinoTestDialog, as);
  gtk_widget_class_bind_template_child (widget_class, PostinoTestDialog, fault);
  gtk_widget_class_bind_template_child (widget_class, PostinoTestDialog, send);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
postino_test_dialog_init (PostinoTestDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_test_dialog_present (GtkWidget           *from,
                             PostinoSession      *session,
                             gint64               campaign,
                             PostinoDraftContent *content,
                             const char          *contact)
{
  PostinoTestDialog *self = g_object_new (POSTINO_TYPE_TEST_DIALOG, "transient-for",
                                          gtk_widget_get_root (from), NULL);
  Test *test = g_new0 (Test, 1);

  postino_draft_content_save_now (content);
  self->from = g_object_ref (from);
  self->session = g_object_ref (session);
  self->campaign = campaign;
  gtk_editable_set_text (self->as, contact != NULL ? contact : "");
  test->campaign = campaign;
  postino_store_run_async (postino_session_get_store (session), FALSE, read_addresses, test,
                           free_test, NULL, addresses_read_cb, g_object_ref (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->to));
  gtk_window_present (GTK_WINDOW (self));
}
