/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mapping of an import. A field can be filled by one column only: choosing it for a second one
 * takes it from the first, which is then left out. */

#include "gui/contacts/import-columns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "contacts/field.h"
#include "interchange/import-map.h"

enum {
  SAMPLES = 3,
  SAMPLE_BYTES = 200,
};

/* A field a column may go into; key "-": none. */
typedef struct {
  char *key;
  char *label;
} Choice;

/* One column of the file. */
typedef struct {
  PostinoImportColumns *owner;
  GtkDropDown *drop_down;
  GPtrArray *choices; /* of Choice, as in the drop-down */
} Column;

struct _PostinoImportColumns {
  AdwBin parent_instance;

  AdwPreferencesGroup *group; /* a new one for each file */
  GPtrArray *columns;         /* of Column */
  gboolean is_filling;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (PostinoImportColumns, postino_import_columns, ADW_TYPE_BIN)

static void
free_choice (gpointer data)
{
  Choice *choice = data;

  g_free (choice->key);
  g_free (choice->label);
  g_free (choice);
}

static void
free_column (gpointer data)
{
  Column *column = data;

  g_ptr_array_unref (column->choices);
  g_free (column);
}

/* Takes @label. */
static void
add_choice (GPtrArray  *choices,
            const char *key,
            char       *label)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->key = g_strdup (key);
  choice->label = label;
  g_ptr_array_add (choices, choice);
}

static GPtrArray *
build_choices (const PostinoImportPreviewColumn *column,
               GPtrArray                        *fields)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (free_choice);
  const char *new_name = column->is_new ? column->field : column->heading;

  add_choice (choices, "-", g_strdup (_("Leave out")));
  add_choice (choices, POSTINO_IMPORT_CONSENT_KEY, g_strdup (_("Consent, yes or no")));
  for (int known = 0; known < POSTINO_N_KNOWN; known++)
    add_choice (choices, postino_known_field_get_key (known),
                g_strdup (postino_known_field_get_label (known)));
  for (guint i = 0; i < fields->len; i++)
    {
      const PostinoField *field = fields->pdata[i];

      add_choice (choices, field->key, g_strdup (field->label));
    }
  if (*new_name != '\0' && (column->is_new || column->field == NULL
                            || g_ascii_strcasecmp (new_name, column->field) != 0))
    add_choice (choices, new_name, g_strdup_printf (_("New field “%s”"), new_name));
  return choices;
}

static guint
find_choice (GPtrArray  *choices,
             const char *key)
{
  for (guint i = 0; i < choices->len; i++)
    {
      if (strcmp (((const Choice *) choices->pdata[i])->key, key) == 0)
        return i;
    }
  return 0;
}

static const char *
get_key (const Column *column)
{
  guint selected = gtk_drop_down_get_selected (column->drop_down);

  return selected < column->choices->len ? ((const Choice *) column->choices->pdata[selected])->key
                                         : "-";
}

static void
selected_cb (GtkDropDown *drop_down,
             GParamSpec  *pspec,
             Column      *column)
{
  PostinoImportColumns *self = column->owner;
  const char *key = get_key (column);

  if (self->is_filling)
    return;
  self->is_filling = TRUE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *other = self->columns->pdata[i];

      if (other != column && strcmp (key, "-") != 0 && strcmp (get_key (other), key) == 0)
        gtk_drop_down_set_selected (other->drop_down, 0);
    }
  self->is_filling = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

/* "Rossi · Bianchi · Verdi": the first that are not empty, cut short. Yours. */
static char *
build_sample (const PostinoImportPreview *preview,
              guint                       column)
{
  GString *sample = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < preview->rows->len && n < SAMPLES && sample->len < SAMPLE_BYTES; i++)
    {
      const char *cell = ((char **) preview->rows->pdata[i])[column];
      g_autofree char *cut = g_utf8_substring (cell, 0, MIN (g_utf8_strlen (cell, -1), 40));

      if (*cut == '\0')
        continue;
      g_string_append_printf (sample, "%s%s", n++ > 0 ? " · " : "", cut);
    }
  g_strdelimit (sample->str, "\r\n", ' ');
  return g_string_free (sample, FALSE);
}

static GtkWidget *
build_row (PostinoImportColumns       *self,
           const PostinoImportPreview *preview,
           guint                       number,
           GPtrArray                  *fields)
{
  const PostinoImportPreviewColumn *shown = preview->columns->pdata[number];
  g_autofree char *sample = build_sample (preview, number);
  g_autofree char *title = *shown->heading != '\0' ? g_strdup (shown->heading)
                                                   : g_strdup_printf (_("Column %u"), number + 1);
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkWidget *row = adw_action_row_new ();
  Column *column = g_new0 (Column, 1);

  column->owner = self;
  column->choices = build_choices (shown, fields);
  for (guint i = 0; i < column->choices->len; i++)
    gtk_string_list_append (labels, ((const Choice *) column->choices->pdata[i])->label);
  column->drop_down = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (labels), NULL));
  gtk_drop_down_set_selected (column->drop_down,
                              find_choice (column->choices, shown->field != NULL ? shown->field : "-"));
  gtk_widget_set_valign (GTK_WIDGET (column->drop_down), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (column->drop_down),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect (column->drop_down, "notify::selected", G_CALLBACK (selected_cb), column);
  g_ptr_array_add (self->columns, column);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sample);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (column->drop_down));
  return row;
}

static void
postino_import_columns_dispose (GObject *object)
{
  PostinoImportColumns *self = POSTINO_IMPORT_COLUMNS (object);

  adw_bin_set_child (ADW_BIN (self), NULL); /* the drop-downs, before what they point to */
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  G_OBJECT_CLASS (postino_import_columns_parent_class)->dispose (object);
}

static void
postino_import_columns_class_init (PostinoImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = postino_import_columns_dispose;
  changed_signal = g_signal_new ("changed", POSTINO_TYPE_IMPORT_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_import_columns_init (PostinoImportColumns *self)
{
  self->columns = g_ptr_array_new_with_free_func (free_column);
}

void
postino_import_columns_show (PostinoImportColumns       *self,
                             const PostinoImportPreview *preview,
                             GPtrArray                  *fields)
{
  self->is_filling = TRUE;
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_ptr_array_set_size (self->columns, 0);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("Columns"));
  adw_preferences_group_set_description (self->group, _("Into which field each column goes"));
  for (guint i = 0; i < preview->columns->len; i++)
    adw_preferences_group_add (self->group, build_row (self, preview, i, fields));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  self->is_filling = FALSE;
}

gboolean
postino_import_columns_has_address (PostinoImportColumns *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (strcmp (get_key (self->columns->pdata[i]), "email") == 0)
        return TRUE;
    }
  return FALSE;
}

char **
postino_import_columns_dup_wishes (PostinoImportColumns *self)
{
  char **wishes = g_new0 (char *, self->columns->len + 1);

  for (guint i = 0; i < self->columns->len; i++)
    wishes[i] = g_strdup_printf ("%u=%s", i + 1, get_key (self->columns->pdata[i]));
  return wishes;
}
