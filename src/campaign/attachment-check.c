/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before a launch, each contact's own file is looked for as it will be when the message is made. What
 * goes missing later leaves that one recipient out, with a sentence. */

#include "campaign/attachment-check.h"

#include <glib/gi18n-lib.h>

#include "campaign/audience.h"

enum { EXAMPLES = 3 };

typedef struct {
  PostinoRender *render;
  guint limit; /* 0: none */
  guint n_looked;
  PostinoMissingFiles *missing;
  GString *examples;
  GError *error;
} Search;

static gboolean
look_cb (const PostinoLedgerRow *row,
         gpointer                user_data)
{
  Search *search = user_data;
  PostinoRenderRecipient recipient = { .address = row->address, .name = row->name, .merge = row->merge };
  g_autofree char *path = NULL;

  if (!postino_render_find_missing_file (search->render, &recipient, &path, &search->error))
    return FALSE;
  if (path != NULL && search->missing->n++ < EXAMPLES)
    /* Translators: a file and whom it belongs to. */
    g_string_append_printf (search->examples, search->examples->len > 0 ? _(", “%s” (%s)") : _("“%s” (%s)"), path,
                            row->address);
  return ++search->n_looked != search->limit;
}

gboolean
postino_attachment_check_own (PostinoDb             *db,
                              const PostinoCampaign *campaign,
                              PostinoRender         *render,
                              guint                  limit,
                              PostinoMissingFiles   *missing,
                              GError               **error)
{
  Search search = { .render = render, .limit = limit, .missing = missing, .examples = g_string_new (NULL) };
  gboolean walked;

  *missing = (PostinoMissingFiles) { 0 };
  walked = !postino_render_has_own_files (render)
           || postino_audience_walk (db, campaign, postino_render_get_paths (render), look_cb, &search, error);
  missing->examples = g_string_free (search.examples, missing->n == 0);
  if (walked && search.error == NULL)
    return TRUE;
  if (search.error != NULL)
    g_propagate_error (error, search.error);
  return FALSE;
}

void
postino_missing_files_clear (PostinoMissingFiles *missing)
{
  g_clear_pointer (&missing->examples, g_free);
}
