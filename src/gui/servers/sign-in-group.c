/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one signs in to a server, as a group of rows that shows what the chosen way needs.
 *
 * With OAuth the browser is opened, and what it brings back waits here until the form is tried or
 * saved. What is kept of the server is looked up once, on a thread, since the new is put together
 * with it. GNOME Online Accounts is asked, half a second after the last key, whether it knows the
 * address: then no client of one's own is needed. Secrets are wiped when the form goes. */

#include "gui/servers/sign-in-group.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "campaign/server-credential.h"
#include "oauth/oauth-provider.h"
#include "oauth/online-accounts.h"
#include "oauth/sign-in.h"
#include "oauth/tokens.h"
#include "workspace/secrets.h"

enum { ASK_AFTER_MS = 500 };

enum { CHANGED, N_SIGNALS };

struct _PostinoSignInGroup {
  AdwPreferencesGroup parent_instance;

  AdwComboRow *way;
  AdwEntryRow *user;
  AdwEntryRow *password;
  AdwActionRow *account;
  AdwEntryRow *client_id;
  AdwEntryRow *client_secret;
  AdwEntryRow *authorize_url;
  AdwEntryRow *token_url;
  AdwEntryRow *scope;
  AdwActionRow *browser;
  GtkSpinner *spinner;
  GtkButton *browser_button;

  PostinoWorkspace *workspace;
  char *host;
  gint64 server;          /* 0: a new one */
  char *kept;             /* of an existing one, if it is one with OAuth */
  gboolean is_looking_up;
  char *refresh_token;    /* from the browser, not kept yet */
  PostinoSignIn *sign_in; /* while the browser is waited for */
  GCancellable *waiting;
  char *fault;            /* why the last visit to the browser brought nothing */
  GCancellable *gone;     /* the form is */
  guint asking_id;        /* before Online Accounts is asked */
  char *account_name;     /* for whom it has an account; NULL: it has none */
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoSignInGroup, postino_sign_in_group, ADW_TYPE_PREFERENCES_GROUP)

/* In the order of the combo row: what most people need first. The names of mechanisms are not
 * translated. */
static const struct {
  const char *auth;
  const char *label;
} ways[] = {
  { "auto", N_("Automatic, with a password") },
  { "xoauth2", N_("OAuth, in the browser") },
  { "scram-sha-256", "SCRAM-SHA-256" },
  { "plain", "PLAIN" },
  { "login", "LOGIN" },
  { "cram-md5", "CRAM-MD5" },
  { "none", N_("Without signing in") },
};

/* Nothing typed is NULL. Yours. */
static char *
dup_text (AdwEntryRow *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static gboolean
is_empty (AdwEntryRow *row)
{
  g_autofree char *text = dup_text (row);

  return text == NULL;
}

static void
show_text (AdwEntryRow *row,
           const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static const char *
get_auth (PostinoSignInGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->way);

  return selected < G_N_ELEMENTS (ways) ? ways[selected].auth : ways[0].auth;
}

static gboolean
is_oauth (PostinoSignInGroup *self)
{
  return strcmp (get_auth (self), "xoauth2") == 0;
}

static gboolean
uses_account (PostinoSignInGroup *self)
{
  return self->account_name != NULL && is_empty (self->client_id);
}

/* ---- what is shown ---- */

static void
show_browser (PostinoSignInGroup *self)
{
  g_auto (PostinoOauthGrant) grant = { 0 };
  gboolean is_waiting = self->sign_in != NULL;
  const char *title = _("Not signed in yet");
  const char *subtitle = _("The provider’s page opens in the browser, and asks for permission to send");

  postino_oauth_grant_parse (self->kept, &grant);
  if (is_waiting)
    {
      title = _("Waiting for the browser…");
      subtitle = _("Sign in there, and come back here");
    }
  else if (self->fault != NULL)
    subtitle = self->fault;
  else if (self->refresh_token != NULL)
    {
      title = _("Signed in");
      subtitle = _("It is kept when you save");
    }
  else if (grant.refresh_token != NULL)
    {
      title = _("Signed in");
      subtitle = "";
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->browser), title);
  adw_action_row_set_subtitle (self->browser, subtitle);
  gtk_spinner_set_spinning (self->spinner, is_waiting);
  gtk_button_set_label (self->browser_button, is_waiting ? _("Stop _Waiting") : _("Sign _In…"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->browser_button),
                            is_waiting || (!self->is_looking_up && !is_empty (self->client_id)));
}

static void
show_rows (PostinoSignInGroup *self)
{
  g_autoptr (PostinoOauthProvider) provider = postino_oauth_provider_find (self->host != NULL ? self->host : "");
  gboolean signs_in = strcmp (get_auth (self), "none") != 0;
  gboolean with_oauth = is_oauth (self);
  /* what was said once can be seen, known provider or not */
  gboolean asks_where = with_oauth && (provider == NULL || !is_empty (self->authorize_url)
                                       || !is_empty (self->token_url) || !is_empty (self->scope));

  gtk_widget_set_visible (GTK_WIDGET (self->user), signs_in);
  gtk_widget_set_visible (GTK_WIDGET (self->password), signs_in && !with_oauth);
  gtk_widget_set_visible (GTK_WIDGET (self->account), with_oauth && self->account_name != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->client_id), with_oauth);
  gtk_widget_set_visible (GTK_WIDGET (self->client_secret), with_oauth);
  gtk_widget_set_visible (GTK_WIDGET (self->authorize_url), asks_where);
  gtk_widget_set_visible (GTK_WIDGET (self->token_url), asks_where);
  gtk_widget_set_visible (GTK_WIDGET (self->scope), asks_where);
  gtk_widget_set_visible (GTK_WIDGET (self->browser), with_oauth && !uses_account (self));
  show_browser (self);
}

static void
changed_cb (PostinoSignInGroup *self)
{
  show_rows (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- GNOME Online Accounts ---- */

static void
find_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, postino_online_accounts_find (data, cancellable), g_free);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  PostinoSignInGroup *self = POSTINO_SIGN_IN_GROUP (source);
  const char *address = g_task_get_task_data (G_TASK (result));
  g_autofree char *now = NULL;
  g_autofree char *provider = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *sentence = NULL;

  if (g_cancellable_is_cancelled (self->gone))
    return;
  now = dup_text (self->user);
  if (g_strcmp0 (now, address) != 0)
    return; /* it was typed on: asked again */
  g_free (self->account_name);
  self->account_name = provider != NULL ? g_strdup (address) : NULL;
  sentence = g_strdup_printf (_("“%s” is signed in there. Without a client ID that is what is used."), address);
  adw_action_row_set_subtitle (self->account, sentence);
  changed_cb (self);
}

static gboolean
ask_cb (gpointer user_data)
{
  PostinoSignInGroup *self = user_data;
  g_autofree char *address = dup_text (self->user);
  g_autoptr (GTask) task = NULL;

  self->asking_id = 0;
  if (address == NULL || !is_oauth (self))
    return G_SOURCE_REMOVE;
  task = g_task_new (self, self->gone, found_cb, NULL);
  g_task_set_task_data (task, g_steal_pointer (&address), g_free);
  g_task_run_in_thread (task, find_in_thread);
  return G_SOURCE_REMOVE;
}

static void
ask_soon (PostinoSignInGroup *self)
{
  g_clear_handle_id (&self->asking_id, g_source_remove);
  g_clear_pointer (&self->account_name, g_free);
  if (is_oauth (self))
    self->asking_id = g_timeout_add (ASK_AFTER_MS, ask_cb, self);
}

static void
user_changed_cb (PostinoSignInGroup *self)
{
  ask_soon (self);
  changed_cb (self);
}

static void
way_changed_cb (PostinoSignInGroup *self)
{
  ask_soon (self);
  changed_cb (self);
}

/* ---- the browser ---- */

static void
end_visit (PostinoSignInGroup *self,
           const char         *fault)
{
  g_clear_object (&self->sign_in);
  g_clear_object (&self->waiting);
  g_free (self->fault);
  self->fault = g_strdup (fault);
  changed_cb (self);
}

static void
came_back_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PostinoSignInGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  char *token = postino_sign_in_wait_finish (POSTINO_SIGN_IN (source), result, &error);

  if (g_cancellable_is_cancelled (self->gone) || POSTINO_SIGN_IN (source) != self->sign_in)
    {
      postino_secrets_free (token);
      return;
    }
  if (token != NULL)
    {
      postino_secrets_free (self->refresh_token);
      self->refresh_token = token;
      gtk_window_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
    }
  end_visit (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL
                   : error != NULL                                          ? error->message
                                                                            : NULL);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PostinoSignInGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  GCancellable *waiting = self->waiting;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) || waiting == NULL
      || g_cancellable_is_cancelled (self->gone))
    return;
  g_cancellable_cancel (waiting);
  end_visit (self, _("No browser could be opened"));
}

static PostinoOauthClient *
read_client (PostinoSignInGroup *self,
             GError            **error)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("", self->host != NULL ? self->host : "");
  g_autofree char *typed = dup_text (self->client_secret);
  char *secret = postino_server_credential_merge (self->kept, typed, NULL);
  PostinoOauthClient *client;

  postino_sign_in_group_fill (self, profile);
  client = postino_server_credential_build_client (profile, secret, error);
  postino_secrets_free (secret);
  postino_secrets_free (g_steal_pointer (&typed));
  return client;
}

static void
open_browser (PostinoSignInGroup *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoOauthClient) client = read_client (self, &error);
  g_autofree char *user = dup_text (self->user);

  self->sign_in = client != NULL ? postino_sign_in_new (client, user, &error) : NULL;
  if (self->sign_in == NULL)
    {
      end_visit (self, error->message);
      return;
    }
  self->waiting = g_cancellable_new ();
  postino_sign_in_wait_async (self->sign_in, self->waiting, came_back_cb, g_object_ref (self));
  gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                     postino_sign_in_get_url (self->sign_in), GDK_CURRENT_TIME, self->waiting,
                     opened_cb, g_object_ref (self));
  changed_cb (self);
}

static void
browser_cb (PostinoSignInGroup *self)
{
  if (self->waiting == NULL)
    open_browser (self);
  else
    g_cancellable_cancel (self->waiting);
}

/* ---- what is kept ---- */

static void
look_up_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  PostinoSignInGroup *self = source;
  g_autofree char *name = postino_servers_table_build_secret_name (self->server);
  char *kept = NULL;

  postino_secrets_lookup (self->workspace, name, &kept, NULL);
  g_task_return_pointer (task, kept, (GDestroyNotify) postino_secrets_free);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  PostinoSignInGroup *self = POSTINO_SIGN_IN_GROUP (source);

  if (g_cancellable_is_cancelled (self->gone))
    return;
  self->kept = g_task_propagate_pointer (G_TASK (result), NULL);
  self->is_looking_up = FALSE;
  changed_cb (self);
}

static void
look_up (PostinoSignInGroup *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->gone, looked_up_cb, NULL);

  self->is_looking_up = TRUE;
  g_task_run_in_thread (task, look_up_in_thread);
}

/* ---- the group ---- */

/* The form goes. Whoever still waits holds a reference, so this is not left to dispose. */
static void
postino_sign_in_group_unroot (GtkWidget *widget)
{
  PostinoSignInGroup *self = POSTINO_SIGN_IN_GROUP (widget);

  g_cancellable_cancel (self->gone);
  if (self->waiting != NULL)
    g_cancellable_cancel (self->waiting);
  g_clear_handle_id (&self->asking_id, g_source_remove);
  GTK_WIDGET_CLASS (postino_sign_in_group_parent_class)->unroot (widget);
}

static void
postino_sign_in_group_finalize (GObject *object)
{
  PostinoSignInGroup *self = POSTINO_SIGN_IN_GROUP (object);

  postino_secrets_free (self->kept);
  postino_secrets_free (self->refresh_token);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->waiting);
  g_clear_object (&self->workspace);
  g_object_unref (self->gone);
  g_free (self->host);
  g_free (self->fault);
  g_free (self->account_name);
  G_OBJECT_CLASS (postino_sign_in_group_parent_class)->finalize (object);
}

static void
postino_sign_in_group_class_init (PostinoSignInGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = postino_sign_in_group_finalize;
  widget_class->unroot = postino_sign_in_group_unroot;
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_SIGN_IN_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/servers/sign-in-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, way);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, user);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, password);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, account);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, client_id);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, client_secret);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, authorize_url);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, token_url);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, scope);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, browser);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, PostinoSignInGroup, browser_button);
  gtk_widget_class_bind_template_callback (widget_class, way_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, browser_cb);
}

static void
postino_sign_in_group_init (PostinoSignInGroup *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->gone = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    gtk_string_list_append (labels, _(ways[i].label));
  adw_combo_row_set_model (self->way, G_LIST_MODEL (labels));
  show_rows (self);
}

void
postino_sign_in_group_show_way (PostinoSignInGroup *self,
                                const char         *auth,
                                const char         *user)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (strcmp (ways[i].auth, auth) == 0)
        adw_combo_row_set_selected (self->way, i);
    }
  show_text (self->user, user);
}

void
postino_sign_in_group_show (PostinoSignInGroup  *self,
                            PostinoWorkspace    *workspace,
                            const PostinoServer *server)
{
  const PostinoSmtpProfile *profile = server != NULL ? server->profile : NULL;

  g_set_object (&self->workspace, workspace);
  if (server == NULL)
    return;
  self->server = server->id;
  postino_sign_in_group_show_way (self, profile->auth, profile->user);
  show_text (self->client_id, profile->client_id);
  show_text (self->authorize_url, profile->authorize_url);
  show_text (self->token_url, profile->token_url);
  show_text (self->scope, profile->scope);
  if (is_oauth (self))
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->client_secret),
                                     _("Client secret (empty: the one there is)"));
      look_up (self);
    }
  else
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password),
                                   _("Password (empty: the one there is)"));
  show_rows (self);
}

void
postino_sign_in_group_set_host (PostinoSignInGroup *self,
                                const char         *host)
{
  if (g_strcmp0 (self->host, host) == 0)
    return;
  g_free (self->host);
  self->host = g_strdup (host);
  show_rows (self);
}

gboolean
postino_sign_in_group_is_ready (PostinoSignInGroup *self)
{
  return !self->is_looking_up;
}

static void
take_text (char       **place,
           AdwEntryRow *row)
{
  g_free (*place);
  *place = dup_text (row);
}

void
postino_sign_in_group_fill (PostinoSignInGroup *self,
                            PostinoSmtpProfile *profile)
{
  g_free (profile->auth);
  profile->auth = g_strdup (get_auth (self));
  take_text (&profile->user, self->user);
  take_text (&profile->client_id, self->client_id);
  take_text (&profile->authorize_url, self->authorize_url);
  take_text (&profile->token_url, self->token_url);
  take_text (&profile->scope, self->scope);
}

char *
postino_sign_in_group_dup_secret (PostinoSignInGroup *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  const char *client_secret = gtk_editable_get_text (GTK_EDITABLE (self->client_secret));

  if (!is_oauth (self))
    return *password != '\0' ? g_strdup (password) : NULL;
  if (*client_secret == '\0' && self->refresh_token == NULL)
    return NULL;
  return postino_server_credential_merge (self->kept, *client_secret != '\0' ? client_secret : NULL,
                                          self->refresh_token);
}
