/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Senders, servers, and the limits of recipients' providers. A row opens the dialog it is changed in; the test of a server is a button of
 * its row, and what it found stands there as a sentence until the next one. */

#include "gui/servers/servers-page.h"

#include <glib/gi18n-lib.h>

#include "campaign/servers-table.h"
#include "gui/servers/identity-dialog.h"
#include "gui/servers/providers-group.h"
#include "gui/servers/server-dialog.h"
#include "gui/servers/server-words.h"
#include "gui/shell/page.h"
#include "gui/shell/toast.h"
#include "message/identity.h"
#include "model/dkim-keys.h"
#include "model/row-list.h"
#include "model/server-probe.h"
#include "store/change.h"

struct _PostinoServersPage {
  AdwBin parent_instance;

  PostinoSession *session;
  GtkListBox *identities;
  GtkListBox *servers;
  GtkWidget *no_identities;
  PostinoProvidersGroup *providers;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoServersPage, postino_servers_page, ADW_TYPE_BIN)

static const char ROW_KEY[] = "postino-row";

/* ---- senders ---- */

/* What a real campaign will ask for. NULL: nothing. */
static const char *
find_missing (const PostinoIdentity *identity)
{
  if (identity->legal == NULL)
    return _("The legal identity is missing");
  if (identity->privacy_url == NULL)
    return _("The privacy notice is missing");
  return NULL;
}

static void
show_identity (PostinoTableRow *row,
               GtkWidget       *shown)
{
  const PostinoIdentity *identity = postino_table_row_get (row);
  const char *missing = find_missing (identity);
  g_autofree char *subtitle = missing != NULL ? g_strdup_printf ("%s · %s", identity->email, missing)
                                              : g_strdup (identity->email);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (shown), identity->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (shown), subtitle);
}

static GtkWidget *
build_row (PostinoTableRow *row,
           const char      *icon_name)
{
  GtkWidget *shown = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (shown), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (shown), gtk_image_new_from_icon_name (icon_name));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (shown), TRUE);
  g_object_set_data_full (G_OBJECT (shown), ROW_KEY, g_object_ref (row), g_object_unref);
  return shown;
}

static GtkWidget *
build_identity_cb (gpointer item,
                   gpointer user_data)
{
  GtkWidget *shown = build_row (item, "avatar-default-symbolic");

  adw_action_row_add_suffix (ADW_ACTION_ROW (shown),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_signal_connect_object (item, "changed", G_CALLBACK (show_identity), shown, 0);
  show_identity (item, shown);
  return shown;
}

static void
identity_activated_cb (PostinoServersPage *self,
                       GtkListBoxRow      *shown)
{
  PostinoTableRow *row = g_object_get_data (G_OBJECT (shown), ROW_KEY);

  postino_identity_dialog_present (GTK_WIDGET (self), self->session, postino_table_row_get (row));
}

static void
add_identity_cb (PostinoServersPage *self)
{
  postino_identity_dialog_present (GTK_WIDGET (self), self->session, NULL);
}

static void
identities_cb (PostinoServersPage *self)
{
  PostinoRowList *identities = postino_session_get_identities (self->session);

  gboolean has_some = g_list_model_get_n_items (G_LIST_MODEL (identities)) > 0;

  gtk_widget_set_visible (self->no_identities,
                          !postino_row_list_is_loading (identities) && !has_some);
  gtk_widget_set_visible (GTK_WIDGET (self->identities), has_some);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = postino_dkim_keys_read_finish (result, &note, &error);

  /* The sender's own dialog tells; this is only so that what it tells is fresh. */
  if (rows == NULL)
    g_debug ("%s", error->message);
}

/* Who looks here may just have put a record into DNS. */
static void
mapped_cb (PostinoServersPage *self)
{
  GListModel *identities = G_LIST_MODEL (postino_session_get_identities (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (identities, i);

      postino_dkim_keys_read_async (postino_session_get_workspace (self->session),
                                    postino_identity_get_domain (postino_table_row_get (row)), NULL,
                                    POSTINO_DKIM_ASK_IF_OLD, NULL, asked_cb, NULL);
    }
}

/* ---- servers ---- */

/* One test under way. */
typedef struct {
  GWeakRef page;
  GWeakRef shown; /* the row */
  GtkButton *button;
} Probing;

static void
show_server (PostinoTableRow *row,
             GtkWidget       *shown)
{
  const PostinoServer *server = postino_table_row_get (row);
  g_autofree char *subtitle = postino_server_words_describe (server);
  g_autofree char *name = NULL;

  g_object_get (row, "name", &name, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (shown), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (shown), subtitle);
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Probing *probing = user_data;
  g_autoptr (GtkWidget) shown = g_weak_ref_get (&probing->shown);
  g_autoptr (GtkWidget) page = g_weak_ref_get (&probing->page);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  gboolean works = FALSE;

  postino_server_probe_finish (result, &works, &sentence, &error);
  if (shown != NULL && page != NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (shown), error != NULL ? error->message : sentence);
      postino_toast_say (page, error != NULL ? error->message : sentence);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (probing->button), TRUE);
  g_weak_ref_clear (&probing->page);
  g_weak_ref_clear (&probing->shown);
  g_object_unref (probing->button);
  g_free (probing);
}

static void
test_cb (GtkButton *button,
         GtkWidget *shown)
{
  PostinoServersPage *self = POSTINO_SERVERS_PAGE (gtk_widget_get_ancestor (shown, POSTINO_TYPE_SERVERS_PAGE));
  PostinoTableRow *row = g_object_get_data (G_OBJECT (shown), ROW_KEY);
  const PostinoServer *server = postino_table_row_get (row);
  Probing *probing = g_new0 (Probing, 1);

  g_weak_ref_init (&probing->page, self);
  g_weak_ref_init (&probing->shown, shown);
  probing->button = g_object_ref (button);
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (shown), _("Trying it…"));
  postino_server_probe_async (postino_session_get_workspace (self->session), server->id,
                              server->profile, NULL, NULL, probed_cb, probing);
}

static GtkWidget *
build_server_cb (gpointer item,
                 gpointer user_data)
{
  const PostinoServer *server = postino_table_row_get (item);
  GtkWidget *shown = build_row (item, server->is_sandbox ? "mail-read-symbolic" : "network-server-symbolic");
  GtkWidget *button = gtk_button_new_with_label (server->is_sandbox ? _("Look Inside") : _("Test"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (shown), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (shown), button);
  if (server->is_sandbox)
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.go");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "sandbox");
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (shown), FALSE);
    }
  else
    g_signal_connect (button, "clicked", G_CALLBACK (test_cb), shown);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_server), shown, 0);
  show_server (item, shown);
  return shown;
}

static void
server_activated_cb (PostinoServersPage *self,
                     GtkListBoxRow      *shown)
{
  PostinoTableRow *row = g_object_get_data (G_OBJECT (shown), ROW_KEY);

  postino_server_dialog_present (GTK_WIDGET (self), self->session, postino_table_row_get (row));
}

static void
add_server_cb (PostinoServersPage *self)
{
  postino_server_dialog_present (GTK_WIDGET (self), self->session, NULL);
}

/* ---- the page ---- */

static void
set_session (PostinoServersPage *self,
             PostinoSession     *session)
{
  GListModel *identities = G_LIST_MODEL (postino_session_get_identities (session));

  self->session = g_object_ref (session);
  gtk_list_box_bind_model (self->identities, identities, build_identity_cb, NULL, NULL);
  gtk_list_box_bind_model (self->servers, G_LIST_MODEL (postino_session_get_servers (session)),
                           build_server_cb, NULL, NULL);
  g_signal_connect_object (identities, "items-changed", G_CALLBACK (identities_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (identities, "notify::is-loading", G_CALLBACK (identities_cb), self,
                           G_CONNECT_SWAPPED);
  identities_cb (self);
  postino_providers_group_bind (self->providers, session);
}

static void
postino_servers_page_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    set_session (POSTINO_SERVERS_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_servers_page_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, POSTINO_SERVERS_PAGE (object)->session);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_servers_page_dispose (GObject *object)
{
  PostinoServersPage *self = POSTINO_SERVERS_PAGE (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_servers_page_parent_class)->dispose (object);
}

static void
postino_servers_page_class_init (PostinoServersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_servers_page_get_property;
  object_class->set_property = postino_servers_page_set_property;
  object_class->dispose = postino_servers_page_dispose;

  properties[PROP_SESSION]
    = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PAGE);
  g_type_ensure (POSTINO_TYPE_PROVIDERS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/servers/servers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoServersPage, identities);
  gtk_widget_class_bind_template_child (widget_class, PostinoServersPage, servers);
  gtk_widget_class_bind_template_child (widget_class, PostinoServersPage, no_identities);
  gtk_widget_class_bind_template_child (widget_class, PostinoServersPage, providers);
  gtk_widget_class_bind_template_callback (widget_class, identity_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_identity_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_server_cb);
  gtk_widget_class_bind_template_callback (widget_class, mapped_cb);
}

static void
postino_servers_page_init (PostinoServersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_servers_page_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_SERVERS_PAGE, "session", session, NULL);
}
