/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists in a drop-down. A drop-down has positions, a list has an id: here they are told apart, so that a
 * list made or deleted elsewhere does not move what is shown. */

#include "gui/contacts/list-filter.h"

#include <glib/gi18n-lib.h>

#include "contacts/lists-table.h"

struct _PostinoListFilter {
  GtkDropDown *drop_down;
  PostinoRowList *lists;
  gint64 list;
  gboolean filling;
};

/* The position of the list, 0 for all and for one that is not there. */
static guint
find_position (PostinoListFilter *self)
{
  guint position = 0;

  if (self->list == 0 || postino_row_list_find (self->lists, self->list, &position) == NULL)
    return 0;
  return position + 1;
}

static void fill (PostinoListFilter *self);

/* A list that is renamed is the same row as before. */
static void
follow_names (PostinoListFilter *self,
              gboolean           follow)
{
  GListModel *lists = G_LIST_MODEL (self->lists);

  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (lists, i);

      g_signal_handlers_disconnect_by_func (row, fill, self);
      if (follow)
        g_signal_connect_swapped (row, "notify::name", G_CALLBACK (fill), self);
    }
}

static void
fill (PostinoListFilter *self)
{
  GListModel *lists = G_LIST_MODEL (self->lists);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _("All Contacts"));
  follow_names (self, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (lists, i);

      gtk_string_list_append (names, ((const PostinoList *) postino_table_row_get (row))->name);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->drop_down, find_position (self));
  self->filling = FALSE;
}

PostinoListFilter *
postino_list_filter_new (GtkDropDown    *drop_down,
                         PostinoRowList *lists)
{
  PostinoListFilter *self = g_new0 (PostinoListFilter, 1);

  self->drop_down = drop_down;
  self->lists = g_object_ref (lists);
  g_signal_connect_swapped (lists, "items-changed", G_CALLBACK (fill), self);
  fill (self);
  return self;
}

void
postino_list_filter_free (PostinoListFilter *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->lists, self);
  follow_names (self, FALSE);
  g_object_unref (self->lists);
  g_free (self);
}

gint64
postino_list_filter_get_list (PostinoListFilter *self)
{
  return self->list;
}

void
postino_list_filter_set_list (PostinoListFilter *self,
                              gint64             list)
{
  self->list = list;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->drop_down, find_position (self));
  self->filling = FALSE;
}

const char *
postino_list_filter_get_name (PostinoListFilter *self)
{
  PostinoTableRow *row = postino_row_list_find (self->lists, self->list, NULL);

  return row != NULL ? ((const PostinoList *) postino_table_row_get (row))->name : NULL;
}

gboolean
postino_list_filter_take (PostinoListFilter *self)
{
  guint position = gtk_drop_down_get_selected (self->drop_down);
  g_autoptr (PostinoTableRow) row = NULL;
  gint64 list;

  if (self->filling)
    return FALSE;
  if (position > 0 && position != GTK_INVALID_LIST_POSITION)
    row = g_list_model_get_item (G_LIST_MODEL (self->lists), position - 1);
  list = row != NULL ? postino_table_row_get_id (row) : 0;
  if (list == self->list)
    return FALSE;
  self->list = list;
  return TRUE;
}
