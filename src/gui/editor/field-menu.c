/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every field that can be empty comes with a fallback to be filled in: a newsletter that says
 * "Dear ," is worse than one that does not name anybody. Left open it changes nothing, so that who
 * writes on need not think of it. */

#include "gui/editor/field-menu.h"

#include <glib/gi18n-lib.h>

#include "contacts/field.h"

static void
append (GMenu      *section,
        const char *action,
        const char *label,
        const char *text)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", text);
  g_menu_append_item (section, item);
}

static void
append_field (GMenu      *section,
              const char *action,
              const char *label,
              const char *key)
{
  gboolean is_never_empty = postino_known_field_from_key (key) == POSTINO_KNOWN_EMAIL;
  g_autofree char *text = g_strdup_printf ("{{ contact.%s%s }}", key, is_never_empty ? "" : " | default: \"\"");

  append (section, action, label, text);
}

static GMenuModel *
build_contact_section (const char *action)
{
  GMenu *section = g_menu_new ();

  for (PostinoKnownField field = 0; field < POSTINO_N_KNOWN; field++)
    append_field (section, action, postino_known_field_get_label (field),
                  postino_known_field_get_key (field));
  return G_MENU_MODEL (section);
}

static GMenuModel *
build_custom_section (const char *action,
                      GPtrArray  *custom)
{
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < custom->len; i++)
    {
      const PostinoField *field = custom->pdata[i];

      append_field (section, action, field->label, field->key);
    }
  return G_MENU_MODEL (section);
}

static GMenuModel *
build_message_section (const char *action)
{
  GMenu *section = g_menu_new ();
  g_autofree char *link = g_strdup_printf ("<a href=\"{{ unsubscribe_url }}\">%s</a>",
                                           /* Translators: the text of a link in a newsletter. */
                                           _("Unsubscribe"));

  append (section, action, _("Link to Unsubscribe"), link);
  append (section, action, _("Sender’s Name"), "{{ sender.name }}");
  append (section, action, _("Sender’s Address"), "{{ sender.address }}");
  append (section, action, _("Today’s Date"), "{{ today | date: \"%d/%m/%Y\" }}");
  return G_MENU_MODEL (section);
}

GMenuModel *
postino_field_menu_new (const char *action,
                        GPtrArray  *custom)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuModel) message = build_message_section (action);
  g_autoptr (GMenuModel) contact = build_contact_section (action);

  g_menu_append_section (menu, _("Contact"), contact);
  if (custom != NULL && custom->len > 0)
    {
      g_autoptr (GMenuModel) section = build_custom_section (action, custom);

      g_menu_append_section (menu, _("Your Own Fields"), section);
    }
  g_menu_append_section (menu, _("Newsletter"), message);
  return G_MENU_MODEL (menu);
}
