/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything is saved as it is entered: choices at once, the name after a pause in typing, subject
 * and preheader by the content they belong to. */

#include "gui/campaigns/details-step.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "campaign/servers-table.h"
#include "gui/campaigns/attachment-group.h"
#include "gui/campaigns/choice-group.h"
#include "gui/campaigns/utm-row.h"
#include "message/identity.h"

enum {
  NAME_PAUSE_MS = 600,
  LONG_SUBJECT = 60,   /* characters; telephones show fewer */
  LONG_PREHEADER = 110,
};

struct _PostinoDetailsStep {
  AdwBin parent_instance;

  GtkWidget *page;
  GtkEditable *name;
  AdwComboRow *sender;
  AdwEntryRow *subject;
  AdwEntryRow *preheader;
  GtkLabel *subject_length;
  GtkLabel *preheader_length;
  PostinoAttachmentGroup *attachments;
  PostinoChoiceGroup *servers;
  AdwComboRow *tracking;
  PostinoUtmRow *utm;
  GtkSpinButton *lifetime;

  PostinoSession *session;
  PostinoDraft *draft;
  guint senders_id;    /* before they are listed anew */
  GArray *senders;     /* ids in the order of the drop-down; 0: "none yet", -1: "add one" */
  guint name_id;       /* a pause in typing is waited for */
  gboolean is_setting; /* by the program */
};

G_DEFINE_FINAL_TYPE (PostinoDetailsStep, postino_details_step, ADW_TYPE_BIN)

enum { NO_SENDER = 0, ADD_SENDER = -1 };

/* In the order they are shown: the lawful default first. */
static const struct {
  PostinoTracking tracking;
  const char *name;
  const char *meaning;
} trackings[] = {
  { POSTINO_TRACKING_BY_CONSENT, N_("Consent"),
    N_("Who agreed to be measured is counted by name, all others only in the sums") },
  { POSTINO_TRACKING_AGGREGATE, N_("Sums"),
    N_("How many opened and clicked, never who") },
  { POSTINO_TRACKING_NONE, N_("Nothing"),
    N_("Links stay as you wrote them; there will be no opens and clicks in the report") },
  { POSTINO_TRACKING_INDIVIDUAL, N_("Everybody"),
    N_("All are counted by name: only if everybody on the lists agreed to it") },
};

/* ---- name ---- */

static gboolean
save_name_cb (gpointer user_data)
{
  PostinoDetailsStep *self = user_data;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  self->name_id = 0;
  if (*name != '\0')
    postino_draft_set_name (self->draft, name);
  return G_SOURCE_REMOVE;
}

static void
name_changed_cb (PostinoDetailsStep *self)
{
  if (self->is_setting || self->draft == NULL)
    return;
  g_clear_handle_id (&self->name_id, g_source_remove);
  self->name_id = g_timeout_add (NAME_PAUSE_MS, save_name_cb, self);
}

/* ---- lengths ---- */

/* With variables in it, how long it gets is different for everybody. */
static gboolean
is_template (const char *text)
{
  return strstr (text, "{{") != NULL || strstr (text, "{%") != NULL;
}

static void
show_length (AdwEntryRow *row,
             GtkLabel    *label,
             glong        limit)
{
  const char *entered = gtk_editable_get_text (GTK_EDITABLE (row));
  glong length = g_utf8_strlen (entered, -1);
  g_autofree char *text = g_strdup_printf ("%ld", length);
  g_autofree char *spoken = g_strdup_printf (ngettext ("%ld character", "%ld characters",
                                                       (gulong) length),
                                             length);

  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), length > 0 && !is_template (entered));
  gtk_widget_set_tooltip_text (GTK_WIDGET (label),
                               length > limit ? _("Most inboxes will cut it") : spoken);
  if (length > limit)
    gtk_widget_add_css_class (GTK_WIDGET (label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "warning");
}

static void
subject_changed_cb (PostinoDetailsStep *self)
{
  show_length (self->subject, self->subject_length, LONG_SUBJECT);
}

static void
preheader_changed_cb (PostinoDetailsStep *self)
{
  show_length (self->preheader, self->preheader_length, LONG_PREHEADER);
}

/* ---- sender ---- */

static gboolean
is_listed (GListModel *identities,
           gint64      id)
{
  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (identities, i);

      if (((const PostinoIdentity *) postino_table_row_get (row))->id == id)
        return TRUE;
    }
  return FALSE;
}

static void
select_sender (PostinoDetailsStep *self,
               gint64              id)
{
  for (guint i = 0; i < self->senders->len; i++)
    {
      if (g_array_index (self->senders, gint64, i) == id)
        adw_combo_row_set_selected (self->sender, i);
    }
}

static void
append_sender (PostinoDetailsStep *self,
               GtkStringList      *names,
               gint64              id,
               const char         *name)
{
  gtk_string_list_append (names, name);
  g_array_append_val (self->senders, id);
}

/* The drop-down anew: the identities, and the way to another one. */
static void
list_senders (PostinoDetailsStep *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GListModel *identities = G_LIST_MODEL (postino_session_get_identities (self->session));
  const PostinoCampaign *campaign = postino_draft_get_campaign (self->draft);
  gint64 chosen = campaign != NULL ? campaign->identity : 0;

  self->is_setting = TRUE;
  g_array_set_size (self->senders, 0);
  if (!is_listed (identities, chosen)) /* none, or one that was removed */
    {
      chosen = NO_SENDER;
      append_sender (self, names, NO_SENDER, _("None yet"));
    }
  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (identities, i);
      const PostinoIdentity *identity = postino_table_row_get (row);
      g_autofree char *name = g_strdup_printf ("%s <%s>", identity->name, identity->email);

      append_sender (self, names, identity->id, name);
    }
  append_sender (self, names, ADD_SENDER, _("Add a Sender…"));
  adw_combo_row_set_model (self->sender, G_LIST_MODEL (names));
  select_sender (self, chosen);
  self->is_setting = FALSE;
}

static gboolean
list_senders_cb (gpointer data)
{
  PostinoDetailsStep *self = data;

  self->senders_id = 0;
  list_senders (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: a row of the old model may be what was just activated, and AdwComboRow is not done with it. */
static void
list_senders_soon (PostinoDetailsStep *self)
{
  if (self->senders_id == 0)
    self->senders_id = g_idle_add_full (G_PRIORITY_DEFAULT, list_senders_cb, self, NULL);
}

static void
sender_chosen_cb (PostinoDetailsStep *self)
{
  guint position = adw_combo_row_get_selected (self->sender);
  gint64 id;

  if (self->is_setting || position >= self->senders->len)
    return;
  id = g_array_index (self->senders, gint64, position);
  if (id == ADD_SENDER)
    {
      list_senders_soon (self);
      gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", "servers");
    }
  else if (id != NO_SENDER)
    postino_draft_set_identity (self->draft, id);
}

/* ---- servers ---- */

static char *
describe_server (PostinoTableRow *row)
{
  const PostinoServer *server = postino_table_row_get (row);

  if (server->stopped_why != NULL)
    return g_strdup_printf (_("Stopped: %s"), server->stopped_why);
  if (server->is_sandbox)
    return g_strdup (_("Keeps messages on this computer, for trying out"));
  if (server->profile->is_direct)
    return postino_smtp_profile_build_place (server->profile);
  return g_strdup (server->profile->host);
}

static guint
get_server_weight (gint64   id,
                   gpointer data)
{
  PostinoDetailsStep *self = data;

  return postino_draft_get_weight (self->draft, id);
}

static void
server_chosen_cb (PostinoDetailsStep *self,
                  gint64              id,
                  guint               weight)
{
  postino_draft_use_server (self->draft, id, weight);
}

/* ---- tracking, lifetime ---- */

static void
show_tracking_meaning (PostinoDetailsStep *self)
{
  guint position = adw_combo_row_get_selected (self->tracking);

  if (position < G_N_ELEMENTS (trackings))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->tracking), _(trackings[position].meaning));
}

static void
tracking_chosen_cb (PostinoDetailsStep *self)
{
  guint position = adw_combo_row_get_selected (self->tracking);

  show_tracking_meaning (self);
  if (!self->is_setting && self->draft != NULL && position < G_N_ELEMENTS (trackings))
    postino_draft_set_tracking (self->draft, trackings[position].tracking);
}

static void
lifetime_changed_cb (PostinoDetailsStep *self)
{
  if (!self->is_setting && self->draft != NULL)
    postino_draft_set_lifetime (self->draft,
                                (guint) gtk_spin_button_get_value_as_int (self->lifetime));
}

/* ---- what the draft says ---- */

static void
draft_changed_cb (PostinoDetailsStep *self)
{
  const PostinoCampaign *campaign = postino_draft_get_campaign (self->draft);

  list_senders_soon (self);
  self->is_setting = TRUE;
  if (self->name_id == 0 && g_strcmp0 (gtk_editable_get_text (self->name), campaign->name) != 0)
    gtk_editable_set_text (self->name, campaign->name);
  for (guint i = 0; i < G_N_ELEMENTS (trackings); i++)
    {
      if (trackings[i].tracking == campaign->tracking)
        adw_combo_row_set_selected (self->tracking, i);
    }
  gtk_spin_button_set_value (self->lifetime, campaign->lifetime_days);
  self->is_setting = FALSE;
  postino_choice_group_update (self->servers);
  gtk_widget_set_sensitive (self->page, postino_draft_is_draft (self->draft));
}

static void
list_trackings (PostinoDetailsStep *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (trackings); i++)
    gtk_string_list_append (names, _(trackings[i].name));
  adw_combo_row_set_model (self->tracking, G_LIST_MODEL (names));
  show_tracking_meaning (self);
}

static void
subject_sensitive_cb (PostinoDetailsStep *self)
{
  g_signal_handlers_disconnect_by_func (self->subject, subject_sensitive_cb, self);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject));
}

static void
postino_details_step_dispose (GObject *object)
{
  PostinoDetailsStep *self = POSTINO_DETAILS_STEP (object);

  if (self->name_id != 0)
    {
      g_source_remove (self->name_id);
      save_name_cb (self);
    }
  g_clear_handle_id (&self->senders_id, g_source_remove);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (postino_session_get_identities (self->session), self);
  g_clear_object (&self->draft);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_details_step_parent_class)->dispose (object);
}

static void
postino_details_step_finalize (GObject *object)
{
  g_array_unref (POSTINO_DETAILS_STEP (object)->senders);
  G_OBJECT_CLASS (postino_details_step_parent_class)->finalize (object);
}

static void
postino_details_step_class_init (PostinoDetailsStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_details_step_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_details_step_finalize;
  g_type_ensure (POSTINO_TYPE_ATTACHMENT_GROUP);
  g_type_ensure (POSTINO_TYPE_CHOICE_GROUP);
  g_type_ensure (POSTINO_TYPE_UTM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/details-step.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, page);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, sender);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, subject);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, preheader);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, subject_length);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, preheader_length);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, attachments);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, servers);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, tracking);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, utm);
  gtk_widget_class_bind_template_child (widget_class, PostinoDetailsStep, lifetime);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sender_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, subject_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, preheader_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, tracking_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, lifetime_changed_cb);
}

static void
postino_details_step_init (PostinoDetailsStep *self)
{
  self->senders = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->is_setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  list_trackings (self);
  self->is_setting = FALSE;
}

void
postino_details_step_bind (PostinoDetailsStep  *self,
                           PostinoSession      *session,
                           PostinoDraft        *draft,
                           PostinoDraftContent *content)
{
  GBindingFlags both_ways = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;

  self->session = g_object_ref (session);
  self->draft = g_object_ref (draft);
  g_object_bind_property (content, "subject", self->subject, "text", both_ways);
  g_object_bind_property (content, "preheader", self->preheader, "text", both_ways);
  g_object_bind_property (content, "is-editable", self->subject, "sensitive", G_BINDING_SYNC_CREATE);
  g_object_bind_property (content, "is-editable", self->preheader, "sensitive",
                          G_BINDING_SYNC_CREATE);
  postino_attachment_group_bind (self->attachments, session, draft);
  postino_utm_row_bind (self->utm, draft);
  postino_choice_group_bind (self->servers, postino_session_get_servers (session), describe_server,
                             get_server_weight, self);
  g_signal_connect_swapped (postino_session_get_identities (session), "items-changed",
                            G_CALLBACK (list_senders_soon), self);
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  if (postino_draft_get_campaign (draft) != NULL)
    draft_changed_cb (self);
}

void
postino_details_step_focus_subject (PostinoDetailsStep *self)
{
  if (!gtk_widget_grab_focus (GTK_WIDGET (self->subject)))
    g_signal_connect_object (self->subject, "notify::sensitive", G_CALLBACK (subject_sensitive_cb),
                             self, G_CONNECT_SWAPPED);
}
