/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list an import goes to, as a drop-down with the two choices that are no list before the lists.
 * What is chosen is told by its name: lists may be made and deleted while the dialog is open, and the
 * import looks the name up itself. */

#include "gui/contacts/import-place.h"

#include <glib/gi18n-lib.h>

#include "contacts/lists-table.h"

enum { NO_LIST, NEW_LIST, FIRST_LIST }; /* positions in the drop-down */

struct _PostinoImportPlace {
  AdwComboRow *list;
  AdwEntryRow *new_list;
};

PostinoImportPlace *
postino_import_place_new (AdwComboRow *list,
                          AdwEntryRow *new_list)
{
  PostinoImportPlace *self = g_new0 (PostinoImportPlace, 1);

  self->list = list;
  self->new_list = new_list;
  return self;
}

void
postino_import_place_free (PostinoImportPlace *self)
{
  g_free (self);
}

static guint
choose (const GPtrArray *lists,
        gint64           shown,
        const char      *last)
{
  for (guint i = 0; shown != 0 && i < lists->len; i++)
    {
      if (((const PostinoList *) lists->pdata[i])->id == shown)
        return FIRST_LIST + i;
    }
  for (guint i = 0; last != NULL && i < lists->len; i++)
    {
      if (g_str_equal (((const PostinoList *) lists->pdata[i])->name, last))
        return FIRST_LIST + i;
    }
  if (lists->len == 0)
    return NEW_LIST;
  if (last != NULL && *last == '\0')
    return NO_LIST;
  return lists->len == 1 ? FIRST_LIST : NO_LIST;
}

void
postino_import_place_fill (PostinoImportPlace *self,
                           GPtrArray          *lists,
                           gint64              shown,
                           const char         *last)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _("No list"));
  gtk_string_list_append (names, _("A new list…"));
  for (guint i = 0; i < lists->len; i++)
    gtk_string_list_append (names, ((const PostinoList *) lists->pdata[i])->name);
  adw_combo_row_set_model (self->list, G_LIST_MODEL (names));
  if (lists->len == 0)
    gtk_editable_set_text (GTK_EDITABLE (self->new_list), _("Newsletter"));
  adw_combo_row_set_selected (self->list, choose (lists, shown, last));
  postino_import_place_show_name (self);
}

char *
postino_import_place_dup_name (PostinoImportPlace *self)
{
  guint selected = adw_combo_row_get_selected (self->list);
  GtkStringList *shown = GTK_STRING_LIST (adw_combo_row_get_model (self->list));
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_list))));

  if (selected == NO_LIST || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  if (selected == NEW_LIST)
    return *typed != '\0' ? g_steal_pointer (&typed) : NULL;
  return g_strdup (gtk_string_list_get_string (shown, selected));
}

gboolean
postino_import_place_is_nameless (PostinoImportPlace *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_list))));

  return adw_combo_row_get_selected (self->list) == NEW_LIST && *typed == '\0';
}

void
postino_import_place_show_name (PostinoImportPlace *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->new_list),
                          adw_combo_row_get_selected (self->list) == NEW_LIST);
}
