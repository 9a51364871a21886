/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a server. It can be tested before it is saved: what is tested is what stands in the
 * form. A password is never shown again: an empty entry of a server that has one means that one.
 * The part about signing in is a widget of its own (sign-in-group), and so is the one that finds the
 * settings of a new server (find-group). What it finds goes into the form at once, unless a person has
 * typed there since: then it asks.
 *
 * An account that delivers directly has no server: of the form there remain a name, the one this computer
 * has in DNS, where from and how much. A new one can be of either kind, and stays what it was saved as. */

#include "gui/servers/server-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "campaign/server-account.h"
#include "campaign/server-credential.h"
#include "campaign/server-sources.h"
#include "gui/servers/find-group.h"
#include "gui/servers/limits-group.h"
#include "gui/servers/server-words.h"
#include "gui/servers/sign-in-group.h"
#include "gui/servers/transcript-dialog.h"
#include "gui/shell/toast.h"
#include "model/server-probe.h"
#include "store/change.h"
#include "workspace/secrets.h"

struct _PostinoServerDialog {
  AdwWindow parent_instance;

  GtkButton *save_button;
  PostinoFindGroup *find;
  GtkWidget *direct_group;
  GtkSwitch *direct;
  AdwPreferencesGroup *place_group;
  AdwEntryRow *name;
  AdwEntryRow *host;
  AdwComboRow *tls;
  AdwEntryRow *port;
  AdwActionRow *plain_row;
  GtkSwitch *plain;
  PostinoSignInGroup *sign_in;
  AdwActionRow *test_row;
  GtkSpinner *test_spinner;
  GtkButton *test_button;
  GtkWidget *transcript_row;
  PostinoLimitsGroup *limits;
  AdwEntryRow *sources;
  AdwEntryRow *pin;
  GtkSwitch *verp;
  GtkSwitch *trial;
  GtkWidget *remove_group;

  PostinoSession *session;
  PostinoSmtpProfile *former; /* of an existing one: what the form does not show stays */
  PostinoSmtpProfile *filled; /* what stood in the form of a new one when nobody had typed there yet */
  gint64 server;              /* 0: a new one */
  GCancellable *probing;
};

G_DEFINE_FINAL_TYPE (PostinoServerDialog, postino_server_dialog, ADW_TYPE_WINDOW)

/* In the order of the combo row: the usual one first. */
static const PostinoSmtpTls tls_table[] = {
  POSTINO_SMTP_TLS_TLS, POSTINO_SMTP_TLS_STARTTLS, POSTINO_SMTP_TLS_NONE,
};

/* ---- the form ---- */

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
take_text (char       **place,
           AdwEntryRow *row)
{
  g_free (*place);
  *place = dup_text (row);
}

static gboolean
is_direct (PostinoServerDialog *self)
{
  return gtk_switch_get_active (self->direct);
}

static void
take_server (PostinoServerDialog *self,
             PostinoSmtpProfile  *profile)
{
  take_text (&profile->host, self->host);
  postino_sign_in_group_fill (self->sign_in, profile);
  take_text (&profile->pin, self->pin);
  profile->tls = tls_table[adw_combo_row_get_selected (self->tls)];
  profile->plain_password = profile->tls == POSTINO_SMTP_TLS_NONE && gtk_switch_get_active (self->plain);
}

/* Its port, which only tests and experts with postinoctl have another one of, stays. */
static void
take_direct (PostinoServerDialog *self,
             PostinoSmtpProfile  *profile)
{
  if (!profile->is_direct)
    postino_smtp_profile_set_direct (profile);
  take_text (&profile->helo_name, self->host);
  g_free (profile->host);
  profile->host = g_strdup (profile->helo_name != NULL ? profile->helo_name : "");
}

/* All of it but the port and the addresses to come from, checked or not. */
static void
take_form (PostinoServerDialog *self,
           PostinoSmtpProfile  *profile)
{
  take_text (&profile->name, self->name);
  if (is_direct (self))
    take_direct (self, profile);
  else
    take_server (self, profile);
  postino_limits_group_take (self->limits, profile);
  profile->verp = gtk_switch_get_active (self->verp);
  profile->is_trial = gtk_switch_get_active (self->trial);
}

static gboolean
read_port (PostinoServerDialog *self,
           PostinoSmtpProfile  *profile,
           GError             **error)
{
  g_autofree char *port = dup_text (self->port);
  guint64 number = 0;

  if (is_direct (self))
    return TRUE;
  if (port != NULL && !g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("The port is a number from 1 to 65535, not “%s”"), port);
      return FALSE;
    }
  profile->port = (guint) number;
  return TRUE;
}

/* What stands in the form; NULL with a sentence. Yours. */
static PostinoSmtpProfile *
read_form (PostinoServerDialog *self,
           GError             **error)
{
  g_autofree char *name = dup_text (self->name);
  g_autofree char *host = dup_text (self->host);
  g_autoptr (PostinoSmtpProfile) profile
    = self->former != NULL ? postino_smtp_profile_copy (self->former)
                           : postino_smtp_profile_new (name != NULL ? name : "", host != NULL ? host : "");

  take_form (self, profile);
  if (!read_port (self, profile, error)
      || !postino_server_sources_parse (profile, gtk_editable_get_text (GTK_EDITABLE (self->sources)), error)
      || !postino_smtp_profile_validate (profile, error) || !postino_server_credential_check (profile, error))
    return NULL;
  return g_steal_pointer (&profile);
}

static void
show_buttons (PostinoServerDialog *self)
{
  gboolean is_usable = *gtk_editable_get_text (GTK_EDITABLE (self->name)) != '\0'
                       && (is_direct (self) || *gtk_editable_get_text (GTK_EDITABLE (self->host)) != '\0')
                       && postino_sign_in_group_is_ready (self->sign_in);
  g_autofree char *host = dup_text (self->host);

  postino_sign_in_group_set_host (self->sign_in, host);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), is_usable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), is_usable && self->probing == NULL);
}

/* What a test found was about another form: it is not shown beside this one. */
static void
forget_test (PostinoServerDialog *self)
{
  if (self->probing != NULL)
    g_cancellable_cancel (self->probing);
  g_clear_object (&self->probing);
  gtk_spinner_stop (self->test_spinner);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->test_row), _("Does it work?"));
  adw_action_row_set_subtitle (self->test_row,
                               is_direct (self) ? _("Looks up this computer’s name and knocks at a mail host’s door. No message is sent.")
                                                : _("Connects and signs in. No message is sent."));
}

static void
changed_cb (PostinoServerDialog *self)
{
  forget_test (self);
  show_buttons (self);
}

/* Which rows there are. */
static void
show_kind (PostinoServerDialog *self)
{
  gboolean direct = is_direct (self);
  guint selected = adw_combo_row_get_selected (self->tls);

  adw_preferences_group_set_title (self->place_group, direct ? _("Delivery") : _("The Server"));
  adw_preferences_group_set_description (self->place_group,
                                         direct ? _("Each message goes straight to the mail host of its recipient. Most access providers close port 25 for that, and Gmail and others take mail only from a fixed address with a name in DNS.")
                                                : _("Your provider’s page about “outgoing mail” or “SMTP” says what goes here"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->host),
                                 direct ? _("This computer’s name in DNS") : _("Host name (smtp.example.com)"));
  gtk_widget_set_visible (GTK_WIDGET (self->tls), !direct);
  gtk_widget_set_visible (GTK_WIDGET (self->port), !direct);
  gtk_widget_set_visible (GTK_WIDGET (self->plain_row), !direct && selected < G_N_ELEMENTS (tls_table)
                                                          && tls_table[selected] == POSTINO_SMTP_TLS_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in), !direct);
  gtk_widget_set_visible (GTK_WIDGET (self->pin), !direct);
}

/* To all mail hosts together there are more connections than to one server; a number that was typed stays. */
static void
direct_changed_cb (PostinoServerDialog *self)
{
  g_autoptr (PostinoSmtpProfile) limits = postino_smtp_profile_new (NULL, NULL);

  changed_cb (self);
  show_kind (self);
  postino_limits_group_take (self->limits, limits);
  if (is_direct (self) && limits->connections == POSTINO_SMTP_CONNECTIONS_DEFAULT)
    limits->connections = POSTINO_SMTP_CONNECTIONS_DIRECT;
  else if (!is_direct (self) && limits->connections == POSTINO_SMTP_CONNECTIONS_DIRECT)
    limits->connections = POSTINO_SMTP_CONNECTIONS_DEFAULT;
  postino_limits_group_show (self->limits, limits);
}

/* A port that is usual for one of the kinds was not typed, or does not mind. */
static gboolean
has_usual_port (PostinoServerDialog *self)
{
  g_autofree char *port = dup_text (self->port);

  for (gsize i = 0; i < G_N_ELEMENTS (tls_table) && port != NULL; i++)
    {
      g_autofree char *usual = g_strdup_printf ("%u", postino_smtp_tls_default_port (tls_table[i]));

      if (g_str_equal (port, usual))
        return TRUE;
    }
  return port == NULL;
}

static void
tls_changed_cb (PostinoServerDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->tls);
  g_autofree char *port = NULL;

  changed_cb (self);
  show_kind (self);
  if (selected >= G_N_ELEMENTS (tls_table) || !has_usual_port (self))
    return;
  port = g_strdup_printf ("%u", postino_smtp_tls_default_port (tls_table[selected]));
  gtk_editable_set_text (GTK_EDITABLE (self->port), port);
}

static void
show_place (PostinoServerDialog      *self,
            const PostinoSmtpProfile *profile)
{
  g_autofree char *port = g_strdup_printf ("%u", postino_smtp_profile_get_port (profile));

  for (guint i = 0; i < G_N_ELEMENTS (tls_table); i++)
    {
      if (tls_table[i] == profile->tls)
        adw_combo_row_set_selected (self->tls, i);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->host), profile->host);
  gtk_editable_set_text (GTK_EDITABLE (self->port), port);
}

/* ---- what was found ---- */

/* The form as it is now; it need not make sense yet. Yours. */
static PostinoSmtpProfile *
copy_form (PostinoServerDialog *self)
{
  PostinoSmtpProfile *profile = postino_smtp_profile_new (NULL, NULL);

  take_form (self, profile);
  profile->port = (guint) g_ascii_strtoull (gtk_editable_get_text (GTK_EDITABLE (self->port)), NULL, 10);
  return profile;
}

static void
remember_form (PostinoServerDialog *self)
{
  g_clear_pointer (&self->filled, postino_smtp_profile_free);
  self->filled = copy_form (self);
}

/* Nobody typed what a guess would replace. The name is not: one that was typed stays anyway. */
static gboolean
is_as_filled (PostinoServerDialog *self)
{
  const PostinoSmtpProfile *filled = self->filled;
  g_autoptr (PostinoSmtpProfile) now = copy_form (self);

  return g_strcmp0 (now->host, filled->host) == 0 && now->port == filled->port && now->tls == filled->tls
         && g_strcmp0 (now->auth, filled->auth) == 0 && g_strcmp0 (now->user, filled->user) == 0
         && now->connections == filled->connections && now->per_connection == filled->per_connection
         && now->per_second == filled->per_second && now->per_minute == filled->per_minute
         && now->per_hour == filled->per_hour && now->per_day == filled->per_day
         && now->per_month == filled->per_month;
}

static void
use_guess_cb (PostinoServerDialog *self)
{
  const PostinoSmtpProfile *profile = postino_find_group_get_guess (self->find)->profile;
  g_autofree char *name = dup_text (self->name);

  if (name == NULL || g_strcmp0 (name, self->filled->name) == 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), profile->name);
  gtk_switch_set_active (self->direct, FALSE);
  show_place (self, profile);
  postino_limits_group_show (self->limits, profile);
  postino_sign_in_group_show_way (self->sign_in, profile->auth, profile->user);
  remember_form (self);
  postino_find_group_show_taken (self->find, TRUE);
}

static void
found_cb (PostinoServerDialog *self)
{
  if (is_as_filled (self))
    use_guess_cb (self);
  else
    postino_find_group_show_taken (self->find, FALSE);
}

/* What was typed to sign in with; an account that does not has none. Yours, to be wiped. */
static char *
dup_secret (PostinoServerDialog *self)
{
  return is_direct (self) ? NULL : postino_sign_in_group_dup_secret (self->sign_in);
}

/* ---- the test ---- */

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PostinoServerDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  gboolean works = FALSE;

  postino_server_probe_finish (result, &works, &sentence, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the dialog has gone, or the form is another one by now */
  g_clear_object (&self->probing);
  gtk_spinner_stop (self->test_spinner);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->test_row), works ? _("It works") : _("It does not work yet"));
  adw_action_row_set_subtitle (self->test_row, error != NULL ? error->message : sentence);
  show_buttons (self);
}

static void
test_cb (PostinoServerDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSmtpProfile) profile = read_form (self, &error);
  char *secret;

  if (profile == NULL)
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  secret = dup_secret (self);
  self->probing = g_cancellable_new ();
  gtk_spinner_start (self->test_spinner);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->test_row), _("Trying it…"));
  adw_action_row_set_subtitle (self->test_row, "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), FALSE);
  postino_server_probe_async (postino_session_get_workspace (self->session), self->server, profile,
                              secret, self->probing, probed_cb, g_object_ref (self));
  postino_secrets_free (secret);
}

static void
transcript_cb (PostinoServerDialog *self)
{
  postino_transcript_dialog_present (GTK_WIDGET (self), self->session, self->server, self->former->name);
}

/* ---- saving and removing ---- */

typedef struct {
  PostinoWorkspace *workspace;
  PostinoSmtpProfile *profile; /* NULL: remove it */
  char *secret;
  gint64 id;
  gboolean in_file;
} Saving;

static void
free_saving (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->workspace);
  postino_smtp_profile_free (saving->profile);
  postino_secrets_free (saving->secret);
  g_free (saving);
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;
  gboolean done;

  if (saving->profile != NULL)
    done = postino_server_account_save (saving->workspace, &saving->id, saving->profile,
                                        saving->secret, &saving->in_file, &error);
  else
    done = postino_server_account_remove (saving->workspace, saving->id, &error);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  PostinoServerDialog *self = POSTINO_SERVER_DIALOG (source);
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  postino_row_list_look (postino_session_get_servers (self->session));
  postino_session_wake_worker (self->session, POSTINO_TOPIC_SERVERS);
  if (saving->in_file && parent != NULL)
    postino_toast_say (GTK_WIDGET (parent),
                       _("There is no keyring here: the password was stored in a file that only you can read"));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Takes @profile; NULL removes. */
static void
run_saving (PostinoServerDialog *self,
            PostinoSmtpProfile  *profile)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->workspace = g_object_ref (postino_session_get_workspace (self->session));
  saving->profile = profile;
  saving->secret = dup_secret (self);
  saving->id = self->server;
  g_task_set_task_data (task, saving, free_saving);
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* an entry that is made insensitive goes on blinking, and warns */
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  g_task_run_in_thread (task, save_in_thread);
}

static void
save_cb (PostinoServerDialog *self)
{
  g_autoptr (GError) error = NULL;
  PostinoSmtpProfile *profile = read_form (self, &error);

  if (profile != NULL)
    run_saving (self, profile);
  else
    postino_toast_fail (GTK_WIDGET (self), error);
}

static void
remove_answer_cb (PostinoServerDialog *self,
                  const char          *response)
{
  if (g_strcmp0 (response, "remove") == 0)
    run_saving (self, NULL);
}

static void
remove_cb (PostinoServerDialog *self)
{
  g_autofree char *heading = g_strdup_printf (_("Remove “%s”?"), self->former->name);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading,
                                              _("Its password is forgotten. Campaigns that go through it stop."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove",
                                    _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answer_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- the dialog ---- */

static void
postino_server_dialog_dispose (GObject *object)
{
  PostinoServerDialog *self = POSTINO_SERVER_DIALOG (object);

  if (self->probing != NULL)
    g_cancellable_cancel (self->probing);
  g_clear_object (&self->session);
  g_clear_pointer (&self->former, postino_smtp_profile_free);
  g_clear_pointer (&self->filled, postino_smtp_profile_free);
  G_OBJECT_CLASS (postino_server_dialog_parent_class)->dispose (object);
}

static void
postino_server_dialog_finalize (GObject *object)
{
  g_clear_object (&POSTINO_SERVER_DIALOG (object)->probing);
  G_OBJECT_CLASS (postino_server_dialog_parent_class)->finalize (object);
}

static void
postino_server_dialog_class_init (PostinoServerDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = postino_server_dialog_dispose;
  object_class->finalize = postino_server_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/servers/server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, find);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, direct_group);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, direct);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, place_group);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, host);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, tls);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, port);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, plain_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, plain);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, sign_in);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, test_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, test_spinner);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, test_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, transcript_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, limits);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, sources);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, pin);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, verp);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, trial);
  gtk_widget_class_bind_template_child (widget_class, PostinoServerDialog, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, transcript_cb);
  gtk_widget_class_bind_template_callback (widget_class, found_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_guess_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, direct_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tls_changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
postino_server_dialog_init (PostinoServerDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  g_type_ensure (POSTINO_TYPE_FIND_GROUP);
  g_type_ensure (POSTINO_TYPE_SIGN_IN_GROUP);
  g_type_ensure (POSTINO_TYPE_LIMITS_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (tls_table); i++)
    gtk_string_list_append (labels, postino_server_words_of_tls (tls_table[i]));
  adw_combo_row_set_model (self->tls, G_LIST_MODEL (labels));
  tls_changed_cb (self);
  changed_cb (self);
}

static void
show_profile (PostinoServerDialog      *self,
              const PostinoSmtpProfile *profile)
{
  g_autofree char *sources = postino_server_sources_build (profile);

  gtk_switch_set_active (self->direct, profile->is_direct);
  gtk_editable_set_text (GTK_EDITABLE (self->name), profile->name);
  gtk_editable_set_text (GTK_EDITABLE (self->sources), sources);
  show_place (self, profile);
  gtk_switch_set_active (self->plain, profile->plain_password);
  gtk_editable_set_text (GTK_EDITABLE (self->pin), profile->pin != NULL ? profile->pin : "");
  postino_limits_group_show (self->limits, profile);
  gtk_switch_set_active (self->verp, profile->verp);
  gtk_switch_set_active (self->trial, profile->is_trial);
}

void
postino_server_dialog_present (GtkWidget           *from,
                               PostinoSession      *session,
                               const PostinoServer *server)
{
  PostinoServerDialog *self = g_object_new (POSTINO_TYPE_SERVER_DIALOG, "transient-for",
                                            gtk_widget_get_root (from), NULL);

  self->session = g_object_ref (session);
  if (server != NULL)
    {
      self->server = server->id;
      self->former = postino_smtp_profile_copy (server->profile);
      show_profile (self, server->profile);
      postino_limits_group_show_used (self->limits, session, server->id);
    }
  postino_sign_in_group_show (self->sign_in, postino_session_get_workspace (session), server);
  gtk_widget_set_visible (self->remove_group, server != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->find), server == NULL);
  gtk_widget_set_visible (self->direct_group, server == NULL);
  gtk_widget_set_visible (self->transcript_row, server != NULL);
  remember_form (self);
  gtk_window_present (GTK_WINDOW (self));
  if (server == NULL)
    postino_find_group_focus (self->find);
}
