/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane of one person. Everything in it is read in one snapshot, again whenever something of it
 * may have moved; sections are made anew only if they say something else, so that focus and scrolling
 * stay. What is written here comes back the same way. */

#include "gui/contacts/person-pane.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "campaign/person-query.h"
#include "contacts/lists-table.h"
#include "gui/contacts/contact-edit.h"
#include "gui/contacts/field-dialog.h"
#include "gui/contacts/list-menu.h"
#include "gui/contacts/person-fields.h"
#include "gui/contacts/person-permission.h"
#include "gui/contacts/person.h"
#include "gui/widgets/text-dialog.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"
#include "model/topic-watch.h"
#include "store/change.h"

enum {
  FIRST_FACTS = 20,
  MORE_FACTS = 100,
  MAX_NAME_OCTETS = 500,
};

struct _PostinoPersonPane {
  AdwBin parent_instance;

  GtkStack *stack;
  GtkScrolledWindow *scroller;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *address;
  GtkLabel *state;
  GtkListBox *permission;
  PostinoPersonFields *fields;
  GtkMenuButton *list_button;
  GtkListBox *lists;
  GtkListBox *tags;
  GtkEditable *new_tag;
  GtkListBox *history;
  GtkWidget *more_button;

  PostinoSession *session;
  gint64 contact;
  guint max_facts;
  PostinoTopicWatch *watch;
  GCancellable *cancellable;
  GHashTable *shown; /* list box → what it was made of */
  char *agreed;      /* the address whose consent to the newsletter is shown, or NULL */
};

enum { PROP_SESSION = 1, N_PROPS };
enum { CLOSED, GONE, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoPersonPane, postino_person_pane, ADW_TYPE_BIN)

/* ---- showing ---- */

/* Whether @list must be made anew: it was made of something else than @what (taken). */
static gboolean
take_shape (PostinoPersonPane *self,
            GtkListBox        *list,
            char              *what)
{
  const char *before = g_hash_table_lookup (self->shown, list);
  GtkWidget *row;

  if (g_strcmp0 (before, what) == 0)
    {
      g_free (what);
      return FALSE;
    }
  g_hash_table_insert (self->shown, list, what);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
  return TRUE;
}

static GtkWidget *
append_row (GtkListBox *list,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_append (list, row);
  return row;
}

/* A row that can be taken away; @clicked gets the button, which has the name as data "name". */
static void
append_removable (PostinoPersonPane *self,
                  GtkListBox        *list,
                  const char        *name,
                  const char        *what,
                  GCallback          clicked)
{
  GtkWidget *row = append_row (list, name, NULL);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_signal_connect (button, "clicked", clicked, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* 0 if there is none of that name. */
static gint64
find_list (PostinoPersonPane *self,
           const char        *name)
{
  GListModel *lists = G_LIST_MODEL (postino_session_get_lists (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (lists, i);
      const PostinoList *list = postino_table_row_get (row);

      if (g_str_equal (list->name, name))
        return list->id;
    }
  return 0;
}

static void
leave_list_cb (GtkWidget         *button,
               PostinoPersonPane *self)
{
  const char *name = g_object_get_data (G_OBJECT (button), "name");
  PostinoEdit edit = { .verb = POSTINO_EDIT_REMOVE_FROM_LIST, .contact = self->contact,
                       .target = find_list (self, name) };

  postino_edit_write (GTK_WIDGET (self), self->session, &edit, NULL);
}

static void
drop_tag_cb (GtkWidget         *button,
             PostinoPersonPane *self)
{
  PostinoEdit edit = { .verb = POSTINO_EDIT_REMOVE_TAG, .contact = self->contact,
                       .text = g_object_get_data (G_OBJECT (button), "name") };

  postino_edit_write (GTK_WIDGET (self), self->session, &edit, NULL);
}

static void
show_lists (PostinoPersonPane   *self,
            const PostinoPerson *person)
{
  if (!take_shape (self, self->lists, g_strjoinv ("\n", person->lists)))
    return;
  for (char **name = person->lists; *name != NULL; name++)
    append_removable (self, self->lists, *name, _("Remove from This List"),
                      G_CALLBACK (leave_list_cb));
  if (person->lists[0] == NULL)
    append_row (self->lists, _("In no list"), NULL);
}

static void
show_tags (PostinoPersonPane   *self,
           const PostinoPerson *person)
{
  if (!take_shape (self, self->tags, g_strjoinv ("\n", person->tags)))
    return;
  for (char **name = person->tags; *name != NULL; name++)
    append_removable (self, self->tags, *name, _("Take Off This Tag"), G_CALLBACK (drop_tag_cb));
  gtk_widget_set_visible (GTK_WIDGET (self->tags), person->tags[0] != NULL);
}

static char *
describe_history (const PostinoPerson *person)
{
  const PostinoPersonFact *newest = person->facts->len > 0 ? person->facts->pdata[0] : NULL;

  return g_strdup_printf ("%" G_GINT64_FORMAT " %u %" G_GINT64_FORMAT, person->id, person->facts->len,
                          newest != NULL ? newest->id : 0);
}

static void
show_history (PostinoPersonPane   *self,
              const PostinoPerson *person)
{
  gtk_widget_set_visible (self->more_button, person->facts->len == person->max_facts);
  if (!take_shape (self, self->history, describe_history (person)))
    return;
  for (guint i = 0; i < person->facts->len; i++)
    {
      const PostinoPersonFact *fact = person->facts->pdata[i];
      const char *more = fact->url != NULL ? fact->url : fact->detail;
      g_autofree char *title = postino_person_fact_describe (fact);
      g_autofree char *when = postino_figure_moment (fact->at_us);
      g_autofree char *subtitle = more != NULL ? g_strdup_printf ("%s · %s", when, more) : g_strdup (when);

      append_row (self->history, title, subtitle);
    }
  if (person->facts->len == 0)
    append_row (self->history, _("Nothing was sent yet"), NULL);
}

/* What the rows of permission are made of. Yours. */
static char *
describe_permission (const PostinoPerson *person)
{
  GString *what = g_string_new (NULL);

  g_string_append_printf (what, "%" G_GINT64_FORMAT " %s %d", person->id, person->contact->key,
                          person->suppressed);
  for (int i = 0; i < POSTINO_N_PURPOSES; i++)
    g_string_append_printf (what, " %" G_GINT64_FORMAT,
                            person->consents[i] != NULL ? person->consents[i]->id : 0);
  for (guint i = 0; i < person->suppressions->len; i++)
    {
      const PostinoSuppression *suppression = person->suppressions->pdata[i];

      g_string_append_printf (what, " %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, suppression->id,
                              suppression->lifted_us);
    }
  return g_string_free (what, FALSE);
}

static void
show_permission (PostinoPersonPane   *self,
                 const PostinoPerson *person)
{
  g_autofree char *state = postino_person_permission_describe (person);
  gboolean may = person->suppressed == POSTINO_SUPPRESSION_NONE;
  gboolean agreed = (person->contact->consent & POSTINO_PURPOSE_NEWSLETTER) != 0;

  gtk_label_set_text (self->state, state);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state),
                              (const char *[]) { "caption-heading", !may ? "error" : agreed ? "success" : "warning",
                                                 NULL });
  if (take_shape (self, self->permission, describe_permission (person)))
    postino_person_permission_fill (self->permission, self->session, person);
}

/* Consent goes by the address: who puts one right is told, since campaigns leave the contact out now. */
static void
tell_lost_consent (PostinoPersonPane   *self,
                   const PostinoPerson *person)
{
  gboolean agrees = (person->contact->consent & POSTINO_PURPOSE_NEWSLETTER) != 0;

  if (!agrees && self->agreed != NULL && !g_str_equal (self->agreed, person->contact->key))
    postino_toast_say (GTK_WIDGET (self),
                       _("Consent goes with the address: the new one has not agreed yet"));
  g_free (self->agreed);
  self->agreed = agrees ? g_strdup (person->contact->key) : NULL;
}

static void
show_person (PostinoPersonPane   *self,
             const PostinoPerson *person)
{
  g_autofree char *name = postino_contact_dup_display_name (person->contact);
  g_autofree char *cut = name != NULL ? postino_text_cut (name, MAX_NAME_OCTETS) : NULL;
  const char *address = person->contact->values[POSTINO_KNOWN_EMAIL];

  adw_avatar_set_text (self->avatar, cut != NULL ? cut : address);
  gtk_label_set_text (self->name, cut != NULL ? cut : address);
  gtk_label_set_text (self->address, address);
  gtk_widget_set_visible (GTK_WIDGET (self->address), cut != NULL);
  show_permission (self, person);
  postino_person_fields_show (self->fields, self->session, person);
  show_lists (self, person);
  show_tags (self, person);
  show_history (self, person);
  tell_lost_consent (self, person);
  gtk_stack_set_visible_child_name (self->stack, "person");
}

/* ---- reading ---- */

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const PostinoPerson *person = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoPersonPane *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (person == NULL) /* the page has a banner for a database that cannot be read */
    return;
  if (person->contact == NULL)
    g_signal_emit (self, signals[GONE], 0);
  else
    show_person (self, person);
}

static void
cancel_reading (PostinoPersonPane *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
read_person (PostinoPersonPane *self)
{
  cancel_reading (self);
  self->cancellable = g_cancellable_new ();
  postino_store_run_async (postino_session_get_store (self->session), FALSE, postino_person_read,
                           postino_person_new (self->contact, self->max_facts),
                           (GDestroyNotify) postino_person_free, self->cancellable, read_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  if (moved)
    read_person (user_data);
}

/* ---- what can be done ---- */

static void
nudge_cb (GtkWidget    *widget,
          gint64        made,
          const GError *error)
{
  if (error == NULL)
    read_person (POSTINO_PERSON_PANE (widget));
}

static void
close_cb (PostinoPersonPane *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
new_field_cb (PostinoPersonPane *self)
{
  postino_field_dialog_ask (GTK_WIDGET (self), self->session);
}

static void
add_to_list_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *list)
{
  PostinoPersonPane *self = POSTINO_PERSON_PANE (widget);
  PostinoEdit edit = { .verb = POSTINO_EDIT_ADD_TO_LIST, .contact = self->contact,
                       .target = g_variant_get_int64 (list) };

  postino_edit_write (widget, self->session, &edit, nudge_cb);
}

static void
list_made_cb (GtkWidget    *widget,
              gint64        made,
              const GError *error)
{
  if (error == NULL)
    gtk_widget_activate_action (widget, "person.add-to-list", "x", made);
}

static void
list_named_cb (GtkWidget  *widget,
               const char *name,
               gpointer    data)
{
  PostinoEdit edit = { .verb = POSTINO_EDIT_NEW_LIST, .text = name };

  postino_edit_write (widget, POSTINO_PERSON_PANE (widget)->session, &edit, list_made_cb);
}

static void
add_to_new_list_cb (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  postino_text_dialog_ask (widget, _("New List"), NULL, _("Name"), NULL, _("_Add"), list_named_cb, NULL,
                           NULL);
}

static void
new_tag_cb (PostinoPersonPane *self)
{
  g_autofree char *tag = postino_text_single_line (gtk_editable_get_text (self->new_tag));
  PostinoEdit edit = { .verb = POSTINO_EDIT_ADD_TAG, .contact = self->contact, .text = tag };

  if (*tag != '\0')
    postino_edit_write (GTK_WIDGET (self), self->session, &edit, nudge_cb);
  gtk_editable_set_text (self->new_tag, "");
}

static void
more_cb (PostinoPersonPane *self)
{
  self->max_facts += MORE_FACTS;
  read_person (self);
}

static void
delete_cb (PostinoPersonPane *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "contacts.delete-one", "x", self->contact);
}

/* ---- the widget ---- */

static void
set_session (PostinoPersonPane *self,
             PostinoSession    *session)
{
  g_autoptr (GMenuModel) menu = NULL;

  if (session == NULL)
    return;
  g_set_object (&self->session, session);
  menu = postino_list_menu_new (postino_session_get_lists (session), "person.add-to-list",
                                "person.add-to-new-list");
  gtk_menu_button_set_menu_model (self->list_button, menu);
}

static void
postino_person_pane_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    set_session (POSTINO_PERSON_PANE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_person_pane_dispose (GObject *object)
{
  PostinoPersonPane *self = POSTINO_PERSON_PANE (object);

  cancel_reading (self);
  g_clear_pointer (&self->watch, postino_topic_watch_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_person_pane_parent_class)->dispose (object);
}

static void
postino_person_pane_finalize (GObject *object)
{
  g_hash_table_unref (POSTINO_PERSON_PANE (object)->shown);
  g_free (POSTINO_PERSON_PANE (object)->agreed);
  G_OBJECT_CLASS (postino_person_pane_parent_class)->finalize (object);
}

static void
postino_person_pane_class_init (PostinoPersonPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = postino_person_pane_set_property;
  object_class->dispose = postino_person_pane_dispose;
  object_class->finalize = postino_person_pane_finalize;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                                                  G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CLOSED] = g_signal_new ("closed", POSTINO_TYPE_PERSON_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[GONE] = g_signal_new ("gone", POSTINO_TYPE_PERSON_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  g_type_ensure (POSTINO_TYPE_PERSON_FIELDS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/person-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, avatar);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, address);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, state);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, permission);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, fields);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, list_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, lists);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, tags);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, new_tag);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, history);
  gtk_widget_class_bind_template_child (widget_class, PostinoPersonPane, more_button);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_field_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_tag_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "contacts.close-person", NULL);
  gtk_widget_class_install_action (widget_class, "person.add-to-list", "x", add_to_list_cb);
  gtk_widget_class_install_action (widget_class, "person.add-to-new-list", NULL,
                                   add_to_new_list_cb);
}

static void
postino_person_pane_init (PostinoPersonPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

void
postino_person_pane_show (PostinoPersonPane *self,
                          gint64             contact)
{
  static const char *const topics[] = { POSTINO_TOPIC_CONTACTS, POSTINO_TOPIC_LISTS,
                                        POSTINO_TOPIC_SUPPRESSIONS, POSTINO_TOPIC_EVENTS, NULL };

  if (self->contact == contact)
    return;
  self->contact = contact;
  g_clear_pointer (&self->agreed, g_free);
  self->max_facts = FIRST_FACTS;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  cancel_reading (self);
  if (contact == 0)
    {
      g_clear_pointer (&self->watch, postino_topic_watch_free);
      gtk_stack_set_visible_child_name (self->stack, "loading");
      return;
    }
  if (self->watch == NULL) /* its first look reads */
    self->watch = postino_topic_watch_new (postino_session_get_store (self->session), topics,
                                           looked_cb, self);
  else
    read_person (self);
}

gint64
postino_person_pane_get_contact (PostinoPersonPane *self)
{
  return self->contact;
}
