/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The origins a person may choose from. "Soft opt-in" is for customers who were told, when they
 * bought, that they would get mail about similar things, and could say no (art. 130, 4 of the Italian
 * privacy code). */

#include "gui/contacts/consent-origin.h"

#include <glib/gi18n-lib.h>

static const PostinoConsentOrigin origins[] = {
  { N_("None yet"), NULL, NULL },
  { N_("They filled in a form on the web"), "consent", "web form" },
  { N_("They signed on paper"), "consent", "paper" },
  { N_("They said so, in person or by phone"), "consent", "spoken" },
  { N_("They are customers and were told"), "soft-opt-in", "customer" },
};

GListModel *
postino_consent_origin_list (gboolean with_none)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (gsize i = with_none ? 0 : 1; i < G_N_ELEMENTS (origins); i++)
    gtk_string_list_append (list, _(origins[i].words));
  return G_LIST_MODEL (list);
}

const PostinoConsentOrigin *
postino_consent_origin_get (gboolean with_none,
                            guint    position)
{
  guint index = position + (with_none ? 0 : 1);

  g_return_val_if_fail (index < G_N_ELEMENTS (origins), NULL);
  return &origins[index];
}
