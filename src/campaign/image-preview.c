/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A preview lets no request out, not even to our own files; so what it is to show has to be in it. */

#include "campaign/image-preview.h"

#include <string.h>

#include "campaign/attachments-table.h"
#include "content/html-cids.h"
#include "workspace/assets.h"

enum { MAX_BYTES = 1024 * 1024 }; /* of one image: the preview follows typing */

typedef struct {
  PostinoDb *db;
  GPtrArray *attachments;
  char *address;
} Embedding;

static const char *
embed_cb (const char *name,
          gpointer    user_data)
{
  Embedding *embedding = user_data;

  for (guint i = 0; i < embedding->attachments->len; i++)
    {
      const PostinoAttachment *attachment = embedding->attachments->pdata[i];
      g_autoptr (GBytes) content = NULL;
      g_autofree char *base64 = NULL;

      if (attachment->sha256 == NULL || strcmp (attachment->name, name) != 0
          || attachment->size_bytes > MAX_BYTES || !g_str_has_prefix (attachment->type, "image/"))
        continue;
      content = postino_assets_load (embedding->db, attachment->sha256, NULL);
      if (content == NULL)
        return NULL;
      base64 = g_base64_encode (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
      g_free (embedding->address);
      embedding->address = g_strconcat ("data:", attachment->type, ";base64,", base64, NULL);
      return embedding->address;
    }
  return NULL;
}

gboolean
postino_image_preview_embed (PostinoDb *db,
                             gint64     campaign,
                             char     **html,
                             GError   **error)
{
  Embedding embedding = { .db = db };
  char *embedded;

  if (strstr (*html, "cid:") == NULL)
    return TRUE;
  embedding.attachments = postino_attachments_table_list (db, campaign, error);
  if (embedding.attachments == NULL)
    return FALSE;
  embedded = postino_html_cids_map (*html, embed_cb, &embedding);
  g_free (*html);
  *html = embedded;
  g_ptr_array_unref (embedding.attachments);
  g_free (embedding.address);
  return TRUE;
}
