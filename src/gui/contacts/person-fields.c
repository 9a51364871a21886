/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields in place. Every field is an entry row with its own apply button (Enter does the same); what
 * is no such value is said in a sentence under the row, and the row keeps what was typed; Escape takes
 * that back, and only then means the pane. Rows are
 * made anew only when there are other fields or another person, so that reading again behind a
 * person's back takes no focus away. */

#include "gui/contacts/person-fields.h"

#include "gui/contacts/contact-edit.h"

struct _PostinoPersonFields {
  AdwBin parent_instance;

  GtkListBox *list;
  PostinoSession *session;
  gint64 contact;
  char *shape;      /* the keys of the rows */
};

G_DEFINE_FINAL_TYPE (PostinoPersonFields, postino_person_fields, ADW_TYPE_BIN)

static GtkWidget *
get_fault_row (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "fault");
}

static void
show_fault (GtkWidget  *row,
            const char *sentence)
{
  GtkWidget *fault = get_fault_row (row);
  GtkWidget *label = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (fault));

  gtk_widget_set_visible (fault, sentence != NULL);
  gtk_label_set_text (GTK_LABEL (label), sentence != NULL ? sentence : "");
  if (sentence != NULL)
    {
      gtk_widget_add_css_class (row, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      return;
    }
  gtk_widget_remove_css_class (row, "error");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID);
}

/* What the contact has, by what was read last. */
static void
show_text (GtkWidget  *row,
           const char *text)
{
  g_object_set_data_full (G_OBJECT (row), "shown", g_strdup (text), g_free);
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (row)), text))
    return;
  /* Setting the text counts as editing, which would show the apply button. */
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        GtkWidget             *row)
{
  const char *shown = g_object_get_data (G_OBJECT (row), "shown");
  g_autofree char *before = g_strdup (shown);

  if (key != GDK_KEY_Escape || before == NULL
      || g_str_equal (gtk_editable_get_text (GTK_EDITABLE (row)), before))
    return GDK_EVENT_PROPAGATE;
  show_text (row, before);
  show_fault (row, NULL);
  return GDK_EVENT_STOP;
}

static void
written_cb (GtkWidget    *row,
            gint64        made,
            const GError *error)
{
  show_fault (row, error != NULL ? error->message : NULL);
  if (error != NULL) /* the apply button comes back with the next key */
    gtk_widget_grab_focus (row);
}

static void
apply_cb (AdwEntryRow         *row,
          PostinoPersonFields *self)
{
  PostinoEdit edit = { .verb = POSTINO_EDIT_SET_FIELD, .contact = self->contact,
                       .name = g_object_get_data (G_OBJECT (row), "key"),
                       .text = gtk_editable_get_text (GTK_EDITABLE (row)) };

  postino_edit_write (GTK_WIDGET (row), self->session, &edit, written_cb);
}

static void
switch_cb (GtkSwitch           *toggle,
           GParamSpec          *pspec,
           PostinoPersonFields *self)
{
  PostinoEdit edit = { .verb = POSTINO_EDIT_SET_FIELD, .contact = self->contact,
                       .name = g_object_get_data (G_OBJECT (toggle), "key"),
                       .text = gtk_switch_get_active (toggle) ? "1" : "0" };

  postino_edit_write (GTK_WIDGET (toggle), self->session, &edit, NULL);
}

static GtkWidget *
build_fault_row (void)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_add_css_class (label, "postino-fault");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_hide (row);
  return row;
}

static void
add_text_row (PostinoPersonFields *self,
              const char          *key,
              const char          *label)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkWidget *fault = build_fault_row ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  g_object_set_data (G_OBJECT (row), "fault", fault);
  g_signal_connect (row, "apply", G_CALLBACK (apply_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), row);
  gtk_widget_add_controller (row, keys);
  gtk_list_box_append (self->list, row);
  gtk_list_box_append (self->list, fault);
}

static void
add_switch_row (PostinoPersonFields *self,
                const char          *key,
                const char          *label)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  g_object_set_data_full (G_OBJECT (toggle), "key", g_strdup (key), g_free);
  g_object_set_data (G_OBJECT (row), "switch", toggle);
  g_signal_connect (toggle, "notify::active", G_CALLBACK (switch_cb), self);
  gtk_list_box_append (self->list, row);
}

static void
remove_rows (PostinoPersonFields *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static char *
describe_shape (const PostinoPerson *person)
{
  GString *shape = g_string_new (NULL);

  g_string_append_printf (shape, "%" G_GINT64_FORMAT, person->id);
  for (guint i = 0; i < person->fields->len; i++)
    {
      const PostinoField *field = person->fields->pdata[i];

      g_string_append_printf (shape, "\n%s %s %d", field->key, field->label, field->type);
    }
  return g_string_free (shape, FALSE);
}

static void
make_rows (PostinoPersonFields *self,
           const PostinoPerson *person)
{
  remove_rows (self);
  for (int i = 0; i < POSTINO_N_KNOWN; i++)
    add_text_row (self, postino_known_field_get_key ((PostinoKnownField) i),
                  postino_known_field_get_label ((PostinoKnownField) i));
  for (guint i = 0; i < person->fields->len; i++)
    {
      const PostinoField *field = person->fields->pdata[i];

      if (field->type == POSTINO_FIELD_BOOLEAN)
        add_switch_row (self, field->key, field->label);
      else
        add_text_row (self, field->key, field->label);
    }
}

static void
fill_text_row (GtkWidget  *row,
               const char *text)
{
  const char *shown = g_object_get_data (G_OBJECT (row), "shown");
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (row));
  gboolean is_edited = shown != NULL && !g_str_equal (typed, shown);

  if (!is_edited || g_strcmp0 (typed, text) == 0)
    show_text (row, text);
}

static void
fill_switch_row (PostinoPersonFields *self,
                 GtkSwitch           *toggle,
                 const char          *text)
{
  g_signal_handlers_block_by_func (toggle, switch_cb, self);
  gtk_switch_set_active (toggle, g_str_equal (text, "1"));
  g_signal_handlers_unblock_by_func (toggle, switch_cb, self);
}

static void
fill_rows (PostinoPersonFields *self,
           const PostinoPerson *person)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const char *key = g_object_get_data (G_OBJECT (row), "key");
      GtkSwitch *toggle = g_object_get_data (G_OBJECT (row), "switch");
      const char *text = key != NULL ? postino_contact_get (person->contact, key) : NULL;

      if (toggle != NULL)
        fill_switch_row (self, toggle, text != NULL ? text : "");
      else if (key != NULL)
        fill_text_row (row, text != NULL ? text : "");
    }
}

static void
postino_person_fields_finalize (GObject *object)
{
  PostinoPersonFields *self = POSTINO_PERSON_FIELDS (object);

  g_clear_object (&self->session);
  g_free (self->shape);
  G_OBJECT_CLASS (postino_person_fields_parent_class)->finalize (object);
}

static void
postino_person_fields_class_init (PostinoPersonFieldsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_person_fields_finalize;
}

static void
postino_person_fields_init (PostinoPersonFields *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

void
postino_person_fields_show (PostinoPersonFields *self,
                            PostinoSession      *session,
                            const PostinoPerson *person)
{
  g_autofree char *shape = describe_shape (person);

  g_set_object (&self->session, session);
  self->contact = person->id;
  if (g_strcmp0 (self->shape, shape) != 0)
    {
      make_rows (self, person);
      g_free (self->shape);
      self->shape = g_steal_pointer (&shape);
    }
  fill_rows (self, person);
}
