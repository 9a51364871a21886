/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists as a menu. A name may hold an underline, which a menu would take for a mnemonic: it is
 * doubled. */

#include "gui/contacts/list-menu.h"

#include <glib/gi18n-lib.h>

static void
append_list (GMenu      *menu,
             PostinoTableRow *row,
             const char *action)
{
  g_autoptr (GMenuItem) item = NULL;
  g_autoptr (GString) label = NULL;
  g_autofree char *name = NULL;

  g_object_get (row, "name", &name, NULL);
  label = g_string_new (name);
  g_string_replace (label, "_", "__", 0);
  item = g_menu_item_new (label->str, NULL);
  g_menu_item_set_action_and_target (item, action, "x", postino_table_row_get_id (row));
  g_menu_append_item (menu, item);
}

static void fill_section (GMenu *section, GListModel *lists);

static void
renamed_cb (PostinoTableRow *row,
            GParamSpec      *pspec,
            GMenu           *section)
{
  fill_section (section, g_object_get_data (G_OBJECT (section), "lists"));
}

/* @section keeps the name of its action, and the lists. */
static void
fill_section (GMenu      *section,
              GListModel *lists)
{
  const char *action = g_object_get_data (G_OBJECT (section), "action");

  g_menu_remove_all (section);
  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (lists, i);

      append_list (section, row, action);
      g_signal_handlers_disconnect_by_func (row, renamed_cb, section);
      g_signal_connect_object (row, "notify::name", G_CALLBACK (renamed_cb), section, 0);
    }
}

static void
lists_changed_cb (GMenu      *section,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GListModel *lists)
{
  fill_section (section, lists);
}

GMenuModel *
postino_list_menu_new (PostinoRowList *lists,
                       const char     *action,
                       const char     *new_action)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  g_object_set_data_full (G_OBJECT (section), "action", g_strdup (action), g_free);
  g_object_set_data_full (G_OBJECT (section), "lists", g_object_ref (lists), g_object_unref);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  if (new_action != NULL)
    {
      g_autoptr (GMenu) more = g_menu_new ();

      g_menu_append (more, _("_New List…"), new_action);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
    }
  g_signal_connect_object (lists, "items-changed", G_CALLBACK (lists_changed_cb), section,
                           G_CONNECT_SWAPPED);
  fill_section (section, G_LIST_MODEL (lists));
  return G_MENU_MODEL (menu);
}
