/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the table of contacts.
 *
 * A cell is one GtkInscription, which asks for no more room than it is given and lays out no more text
 * than that: scrolling by a page binds some two hundred of them within a frame. Long values are cut
 * before: a name of ten thousand characters is shaped no further than a screen is wide. Where there is
 * room for one column only, a cell is two of them, so that a long name does not take the address's line.
 *
 * Sorting is SQL's. The sorters of the columns are markers, which compare nothing: GTK 4.8 does not
 * say by which column a header was pressed, but whoever has the view's sorter compare two things is
 * led through the pressed one's marker first, and the result says the direction. What the list is sorted
 * by is kept here: a view forgets it with the column, and columns go while a person is shown beside a
 * narrow table.
 *
 * The columns a person chose are kept in the workspace (setting "contacts.columns"), since fields a
 * person made are the workspace's. */

#include "gui/contacts/contact-columns.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "contacts/consent-table.h"
#include "contacts/field.h"
#include "model/contact-item.h"
#include "model/row-kinds.h"
#include "gui/widgets/figures.h"
#include "gui/widgets/text-cell.h"
#include "workspace/settings-table.h"

#define SETTING "contacts.columns"
#define DEFAULT_COLUMNS "email,first_name,last_name,company,city,consent"
#define PERSON_COLUMN "person"

enum {
  MAX_SHOWN_OCTETS = 300,
  MIN_CHARS = 6,
  MIN_ADDRESS_CHARS = 20, /* it goes short last: it says who it is */
  NAT_CHARS = 13,
  ADDRESS_CHARS = 28,
  CONSENT_CHARS = 20,
};

typedef char *(*TextFunc) (const PostinoContact *contact, const char *key);

typedef struct {
  PostinoContactColumns *owner;
  GtkColumnViewColumn *column;
  char *key;
  char *title;
  TextFunc text;
  gboolean is_chosen;
  gboolean is_in_view;
} Column;

struct _PostinoContactColumns {
  GtkColumnView *view;
  PostinoStore *store;
  PostinoContactList *contacts;
  PostinoRowList *fields;
  GSimpleActionGroup *actions;
  GMenu *menu;
  GPtrArray *columns;    /* of Column */
  char **chosen;         /* keys */
  gboolean narrow;
  GCancellable *cancellable;
  const char *pressed;   /* set by a marker while the view's sorter is asked */
  char *sort;            /* key of the column sorted by; NULL: none */
  gboolean descending;
};

/* ---- what cells show ---- */

static char *
show_field (const PostinoContact *contact,
            const char           *key)
{
  const char *text = postino_contact_get (contact, key);

  return text != NULL ? postino_text_cut (text, MAX_SHOWN_OCTETS) : NULL;
}

static char *
show_consent (const PostinoContact *contact,
              const char           *key)
{
  static const struct {
    PostinoPurpose purpose;
    const char *word;
  } purposes[] = {
    { POSTINO_PURPOSE_NEWSLETTER, N_("newsletter") },
    { POSTINO_PURPOSE_TRACKING, N_("tracking") },
    { POSTINO_PURPOSE_PROFILING, N_("profiling") },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++)
    {
      if ((contact->consent & purposes[i].purpose) != 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _(purposes[i].word));
    }
  if (text->len == 0)
    return g_strdup ("–");
  return postino_figure_capitalize (text->str);
}

static char *
show_added (const PostinoContact *contact,
            const char           *key)
{
  return postino_figure_time (contact->created_us, g_get_real_time ());
}

static char *
show_last_open (const PostinoContact *contact,
                const char           *key)
{
  return postino_figure_time (contact->last_open_us, g_get_real_time ());
}

static char *
show_last_click (const PostinoContact *contact,
                 const char           *key)
{
  return postino_figure_time (contact->last_click_us, g_get_real_time ());
}

/* The name, or the address of who has none. */
static char *
show_person (const PostinoContact *contact,
             const char           *key)
{
  g_autofree char *name = postino_contact_dup_display_name (contact);

  return postino_text_cut (name != NULL ? name : contact->values[POSTINO_KNOWN_EMAIL], MAX_SHOWN_OCTETS);
}

/* Below it; NULL where the address stands above. */
static char *
show_person_address (const PostinoContact *contact)
{
  g_autofree char *name = postino_contact_dup_display_name (contact);

  return name != NULL ? postino_text_cut (contact->values[POSTINO_KNOWN_EMAIL], MAX_SHOWN_OCTETS) : NULL;
}

/* Columns that are no field, in the menu behind the fields. */
static const struct {
  const char *key;
  const char *title;
  TextFunc text;
} extra_columns[] = {
  { "consent", N_("Consent"), show_consent },
  { "added", N_("Added"), show_added },
  { "last_open", N_("Last opened"), show_last_open },
  { "last_click", N_("Last clicked"), show_last_click },
};

/* ---- cells ---- */

static void
fill_cell (GtkListItem *cell,
           Column      *column)
{
  PostinoContactItem *item = gtk_list_item_get_item (cell);
  const PostinoContact *contact = postino_contact_item_get_contact (item);
  g_autofree char *text = contact != NULL ? column->text (contact, column->key) : NULL;
  GtkWidget *child = gtk_list_item_get_child (cell);
  GtkWidget *first = gtk_widget_get_first_child (child);
  g_autofree char *address = NULL;

  postino_text_cell_set_text (POSTINO_TEXT_CELL (first != NULL ? first : child), text);
  if (first == NULL)
    return;
  address = contact != NULL ? show_person_address (contact) : NULL;
  postino_text_cell_set_text (POSTINO_TEXT_CELL (gtk_widget_get_next_sibling (first)), address);
}

static void
item_changed_cb (PostinoContactItem *item,
                 GtkListItem        *cell)
{
  fill_cell (cell, g_object_get_data (G_OBJECT (cell), "column"));
}

static guint
get_min_chars (const char *key)
{
  return g_str_equal (key, "email") ? MIN_ADDRESS_CHARS : MIN_CHARS;
}

static guint
get_natural_chars (const char *key)
{
  if (g_str_equal (key, "email"))
    return ADDRESS_CHARS;
  return g_str_equal (key, "consent") ? CONSENT_CHARS : NAT_CHARS;
}

static GtkWidget *
build_person (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *address = postino_text_cell_new (MIN_CHARS, ADDRESS_CHARS);

  gtk_widget_add_css_class (address, "dim-label");
  gtk_box_append (GTK_BOX (box), postino_text_cell_new (MIN_CHARS, ADDRESS_CHARS));
  gtk_box_append (GTK_BOX (box), address);
  return box;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *cell,
          Column                   *column)
{
  gtk_list_item_set_child (cell, g_str_equal (column->key, PERSON_COLUMN)
                                 ? build_person ()
                                 : postino_text_cell_new (get_min_chars (column->key), get_natural_chars (column->key)));
  g_object_set_data (G_OBJECT (cell), "column", column);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *cell,
         Column                   *column)
{
  g_signal_connect (gtk_list_item_get_item (cell), "changed", G_CALLBACK (item_changed_cb), cell);
  fill_cell (cell, column);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *cell,
           Column                   *column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (cell), item_changed_cb, cell);
}

/* ---- sorting ---- */

static int
mark_cb (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  Column *column = data;

  if (column->owner->pressed == NULL)
    column->owner->pressed = column->key;
  return -1;
}

static void
sorter_changed_cb (GtkSorter             *sorter,
                   GtkSorterChange        change,
                   PostinoContactColumns *self)
{
  GtkOrdering ordering;

  self->pressed = NULL;
  ordering = gtk_sorter_compare (sorter, self->contacts, self->store); /* any two things */
  g_free (self->sort);
  self->sort = g_strdup (self->pressed);
  self->descending = ordering == GTK_ORDERING_LARGER;
  postino_contact_list_set_sort (self->contacts, self->sort, self->descending);
}

/* The header says again what the list is sorted by; by a column that is not wanted any more, it is not. */
static void
restore_sort (PostinoContactColumns *self)
{
  if (self->sort == NULL)
    return;
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = self->columns->pdata[i];

      if (!column->is_in_view || !g_str_equal (column->key, self->sort))
        continue;
      gtk_column_view_sort_by_column (self->view, column->column,
                                      self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
      return;
    }
  if (self->narrow)
    return;
  g_clear_pointer (&self->sort, g_free);
  postino_contact_list_set_sort (self->contacts, NULL, FALSE);
}

/* ---- which columns are shown ---- */

static gboolean
is_wanted (PostinoContactColumns *self,
           const Column          *column)
{
  gboolean is_person = g_str_equal (column->key, PERSON_COLUMN);

  return self->narrow ? is_person : !is_person && column->is_chosen;
}

/* What is not shown is not in the view: a column that is only invisible has its cells made, too. */
static void
show_columns (PostinoContactColumns *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  guint position = 0;

  g_signal_handlers_block_by_func (sorter, sorter_changed_cb, self);
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = self->columns->pdata[i];
      gboolean is_wanted_now = is_wanted (self, column);

      if (is_wanted_now && !column->is_in_view)
        gtk_column_view_insert_column (self->view, position, column->column);
      else if (!is_wanted_now && column->is_in_view)
        gtk_column_view_remove_column (self->view, column->column);
      column->is_in_view = is_wanted_now;
      position += is_wanted_now;
    }
  restore_sort (self);
  g_signal_handlers_unblock_by_func (sorter, sorter_changed_cb, self);
}

static gboolean
keep_choice (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  return postino_settings_table_set (db, SETTING, data, error);
}

static void
choose_cb (GSimpleAction *action,
           GVariant      *value,
           gpointer       data)
{
  Column *column = data;
  PostinoContactColumns *self = column->owner;
  g_autoptr (GString) keys = g_string_new (NULL);

  column->is_chosen = g_variant_get_boolean (value);
  g_simple_action_set_state (action, value);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *other = self->columns->pdata[i];

      if (other->is_chosen)
        g_string_append_printf (keys, "%s%s", keys->len > 0 ? "," : "", other->key);
    }
  g_strfreev (self->chosen);
  self->chosen = g_strsplit (keys->str, ",", -1);
  show_columns (self);
  postino_store_run_async (self->store, TRUE, keep_choice, g_strdup (keys->str), g_free, NULL, NULL,
                           NULL);
}

static void
add_switch (PostinoContactColumns *self,
            Column                *column)
{
  g_autofree char *name = g_strconcat ("columns.", column->key, NULL);
  g_autoptr (GSimpleAction) action
    = g_simple_action_new_stateful (column->key, NULL, g_variant_new_boolean (column->is_chosen));

  g_signal_connect (action, "change-state", G_CALLBACK (choose_cb), column);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  g_menu_append (self->menu, column->title, name);
}

static void
free_column (gpointer data)
{
  Column *column = data;

  g_object_unref (column->column);
  g_free (column->key);
  g_free (column->title);
  g_free (column);
}

static gboolean
is_sortable (const Column *column)
{
  return column->text == show_field;
}

static void
add_column (PostinoContactColumns *self,
            const char            *key,
            const char            *title,
            TextFunc               text)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *column = g_new0 (Column, 1);

  column->owner = self;
  column->key = g_strdup (key);
  column->title = g_strdup (title);
  column->text = text;
  column->is_chosen = g_strv_contains ((const char *const *) self->chosen, key);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), column);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), column);
  column->column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column->column, TRUE);
  gtk_column_view_column_set_expand (column->column, TRUE);
  if (is_sortable (column))
    {
      g_autoptr (GtkSorter) marker = GTK_SORTER (gtk_custom_sorter_new (mark_cb, column, NULL));

      gtk_column_view_column_set_sorter (column->column, marker);
    }
  g_ptr_array_add (self->columns, column);
  if (!g_str_equal (key, PERSON_COLUMN))
    add_switch (self, column);
}

static void
clear_columns (PostinoContactColumns *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = self->columns->pdata[i];

      g_action_map_remove_action (G_ACTION_MAP (self->actions), column->key);
      if (column->is_in_view)
        gtk_column_view_remove_column (self->view, column->column);
    }
  g_menu_remove_all (self->menu);
  g_ptr_array_set_size (self->columns, 0);
}

/* From the start and not by difference: fields are made once in a while, columns cost nothing. */
static void
make_columns (PostinoContactColumns *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);

  g_signal_handlers_block_by_func (sorter, sorter_changed_cb, self);
  clear_columns (self);
  g_signal_handlers_unblock_by_func (sorter, sorter_changed_cb, self);
  add_column (self, PERSON_COLUMN, _("Contact"), show_person);
  for (int i = 0; i < POSTINO_N_KNOWN; i++)
    add_column (self, postino_known_field_get_key ((PostinoKnownField) i),
                postino_known_field_get_label ((PostinoKnownField) i), show_field);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->fields)); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (G_LIST_MODEL (self->fields), i);
      const PostinoField *field = postino_table_row_get (row);

      add_column (self, field->key, field->label, show_field);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (extra_columns); i++)
    add_column (self, extra_columns[i].key, _(extra_columns[i].title), extra_columns[i].text);
  show_columns (self);
}

typedef struct {
  char *keys;
} Choice;

static void
free_choice (gpointer data)
{
  g_free (((Choice *) data)->keys);
  g_free (data);
}

static gboolean
read_choice (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  return postino_settings_table_dup (db, SETTING, &((Choice *) data)->keys, error);
}

static void
choice_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const Choice *choice = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoContactColumns *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || choice == NULL
      || choice->keys == NULL)
    return;
  g_strfreev (self->chosen);
  self->chosen = g_strsplit (choice->keys, ",", -1);
  make_columns (self);
}

PostinoContactColumns *
postino_contact_columns_new (GtkColumnView      *view,
                             PostinoSession     *session,
                             PostinoContactList *contacts)
{
  PostinoContactColumns *self = g_new0 (PostinoContactColumns, 1);

  self->view = view;
  self->store = g_object_ref (postino_session_get_store (session));
  self->contacts = g_object_ref (contacts);
  self->fields = postino_row_list_new_fields (self->store);
  self->actions = g_simple_action_group_new ();
  self->menu = g_menu_new ();
  self->columns = g_ptr_array_new_with_free_func (free_column);
  self->chosen = g_strsplit (DEFAULT_COLUMNS, ",", -1);
  self->cancellable = g_cancellable_new ();
  make_columns (self);
  g_signal_connect_swapped (self->fields, "items-changed", G_CALLBACK (make_columns), self);
  g_signal_connect (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (sorter_changed_cb), self);
  postino_store_run_async (self->store, FALSE, read_choice, g_new0 (Choice, 1), free_choice,
                           self->cancellable, choice_read_cb, self);
  return self;
}

void
postino_contact_columns_free (PostinoContactColumns *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->fields, self);
  g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
  clear_columns (self);
  g_ptr_array_unref (self->columns);
  g_object_unref (self->fields);
  g_object_unref (self->actions);
  g_object_unref (self->menu);
  g_object_unref (self->contacts);
  g_object_unref (self->store);
  g_strfreev (self->chosen);
  g_free (self->sort);
  g_free (self);
}

void
postino_contact_columns_set_narrow (PostinoContactColumns *self,
                                    gboolean               narrow)
{
  if (!self->narrow == !narrow)
    return;
  self->narrow = narrow;
  show_columns (self);
}

GActionGroup *
postino_contact_columns_get_actions (PostinoContactColumns *self)
{
  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
postino_contact_columns_get_menu (PostinoContactColumns *self)
{
  return G_MENU_MODEL (self->menu);
}
