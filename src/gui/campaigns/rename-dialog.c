/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/campaigns/rename-dialog.h"

#include <glib/gi18n-lib.h>

#include "gui/campaigns/wishes.h"
#include "gui/widgets/text-dialog.h"

typedef struct {
  PostinoSession *session;
  gint64 campaign;
} Rename;

static void
free_rename (gpointer data)
{
  Rename *rename = data;

  g_object_unref (rename->session);
  g_free (rename);
}

static void
named_cb (GtkWidget  *from,
          const char *name,
          gpointer    data)
{
  const Rename *rename = data;

  postino_wish_rename (from, rename->session, rename->campaign, name);
}

void
postino_rename_dialog_present (GtkWidget      *from,
                               PostinoSession *session,
                               gint64          campaign,
                               const char     *name)
{
  Rename *rename = g_new (Rename, 1);

  *rename = (Rename) { g_object_ref (session), campaign };
  postino_text_dialog_ask (from, _("Rename"), NULL, _("Name"), name, _("_Rename"), named_cb, rename,
                           free_rename);
}
