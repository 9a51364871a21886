/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a campaign as they stand in its messages.
 *
 * Base64 of some megabytes takes milliseconds, a message without files some hundred microseconds; so
 * it is done once. The boundaries are a campaign's, not a message's: else the written parts would
 * differ by them. */

#include "message/attached.h"

#include <string.h>

#include "content/html-cids.h"

struct _PostinoAttached {
  char *mixed_boundary;   /* NULL: nothing beside the text */
  char *related_boundary; /* NULL: nothing within the HTML */
  GString *mixed;
  GString *related;
};

/* While it is found out what the HTML shows. */
typedef struct {
  const PostinoMimePart *files;
  gsize n_files;
  const char *tag;
  const char *domain;
  GPtrArray *ids;   /* char *, of each file; NULL: it is not shown */
  char *reference;
} Showing;

static const char *
refer_cb (const char *name,
          gpointer    user_data)
{
  Showing *showing = user_data;

  for (gsize i = 0; i < showing->n_files; i++)
    {
      if (strcmp (showing->files[i].name, name) != 0)
        continue;
      if (showing->ids->pdata[i] == NULL)
        showing->ids->pdata[i] = g_strdup_printf ("%" G_GSIZE_FORMAT ".%s@%s", i, showing->tag,
                                                  showing->domain);
      g_free (showing->reference);
      showing->reference = g_strconcat ("cid:", showing->ids->pdata[i], NULL);
      return showing->reference;
    }
  return NULL;
}

static void
append_file (GString               *parts,
             const char            *boundary,
             const PostinoMimePart *file)
{
  g_string_append_printf (parts, "--%s\r\n", boundary);
  postino_mime_part_append (parts, file);
}

static void
write_files (PostinoAttached *self,
             const Showing   *showing)
{
  for (gsize i = 0; i < showing->n_files; i++)
    {
      PostinoMimePart file = showing->files[i];

      file.content_id = showing->ids->pdata[i];
      if (file.content_id != NULL)
        append_file (self->related, self->related_boundary, &file);
      else
        append_file (self->mixed, self->mixed_boundary, &file);
    }
}

/* A boundary nobody writes behind is none. */
static void
drop_unused (PostinoAttached *self,
             gboolean         has_own)
{
  if (self->related->len == 0)
    g_clear_pointer (&self->related_boundary, g_free);
  if (self->mixed->len == 0 && !has_own)
    g_clear_pointer (&self->mixed_boundary, g_free);
}

PostinoAttached *
postino_attached_new (const PostinoMimePart *files,
                      gsize                  n_files,
                      gboolean               has_own,
                      const char            *tag,
                      const char            *domain,
                      char                 **html)
{
  Showing showing = { .files = files, .n_files = n_files, .tag = tag, .domain = domain };
  PostinoAttached *self;
  char *referring;

  if (n_files == 0 && !has_own)
    return NULL;
  self = g_new0 (PostinoAttached, 1);
  self->mixed = g_string_new (NULL);
  self->related = g_string_new (NULL);
  self->mixed_boundary = g_strconcat ("=_mixed_", tag, NULL);
  self->related_boundary = g_strconcat ("=_related_", tag, NULL);
  showing.ids = g_ptr_array_new_full ((guint) n_files, g_free);
  g_ptr_array_set_size (showing.ids, (int) n_files);
  referring = postino_html_cids_map (*html, refer_cb, &showing);
  g_free (*html);
  *html = referring;
  write_files (self, &showing);
  drop_unused (self, has_own);
  g_ptr_array_unref (showing.ids);
  g_free (showing.reference);
  return self;
}

void
postino_attached_free (PostinoAttached *self)
{
  g_free (self->mixed_boundary);
  g_free (self->related_boundary);
  g_string_free (self->mixed, TRUE);
  g_string_free (self->related, TRUE);
  g_free (self);
}

void
postino_attached_append_own (const PostinoAttached *self,
                             GString               *own,
                             const PostinoMimePart *file)
{
  append_file (own, self->mixed_boundary, file);
}

void
postino_attached_fill (const PostinoAttached *self,
                       const GString         *own,
                       PostinoMessage        *message)
{
  message->related = (PostinoMessageParts) { self->related_boundary, self->related, NULL };
  message->mixed = (PostinoMessageParts) { self->mixed_boundary, self->mixed, own };
}
