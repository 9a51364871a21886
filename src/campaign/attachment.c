/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file on the disk to what a campaign keeps of it. */

#include "campaign/attachment.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "message/contact-file.h"
#include "message/mime-part.h"
#include "workspace/assets.h"

#define QUERIED G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE

PostinoAttachment *
postino_attachment_copy (const PostinoAttachment *attachment)
{
  PostinoAttachment *copy = g_memdup2 (attachment, sizeof *attachment);

  copy->name = g_strdup (attachment->name);
  copy->folder = g_strdup (attachment->folder);
  copy->type = g_strdup (attachment->type);
  copy->sha256 = g_strdup (attachment->sha256);
  return copy;
}

void
postino_attachment_free (PostinoAttachment *attachment)
{
  g_free (attachment->name);
  g_free (attachment->folder);
  g_free (attachment->type);
  g_free (attachment->sha256);
  g_free (attachment);
}

/* The name as a header can hold it, its ending kept however long it is. */
static char *
make_name (const char *path)
{
  g_autofree char *base = g_filename_display_basename (path);
  g_autofree char *line = postino_text_single_line (base);
  const char *ending = strrchr (line, '.');
  g_autofree char *cut = NULL;

  if (strlen (line) <= POSTINO_ATTACHMENT_NAME_MAX)
    return g_steal_pointer (&line);
  if (ending == NULL || strlen (ending) > POSTINO_ATTACHMENT_NAME_MAX / 4)
    return postino_text_cut (line, POSTINO_ATTACHMENT_NAME_MAX);
  cut = postino_text_cut (line, POSTINO_ATTACHMENT_NAME_MAX - strlen (ending));
  return g_strconcat (cut, ending, NULL);
}

static gboolean
check_file (GFile      *file,
            const char *path,
            GError    **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file, QUERIED, G_FILE_QUERY_INFO_NONE, NULL, &cause);

  if (info == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("“%s” cannot be read: %s"), path,
                 cause->message);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("“%s” is not a file: it cannot be attached"), path);
  else if (g_file_info_get_size (info) == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is empty"), path);
  else if (g_file_info_get_size (info) > POSTINO_MIME_PART_MAX_BYTES)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                 _("“%s” is too large to be sent by mail (%" PRId64 " MB)"), path,
                 (gint64) g_file_info_get_size (info) / (1024 * 1024));
  else
    return TRUE;
  return FALSE;
}

PostinoAttachment *
postino_attachment_take_file (const char *folder,
                              const char *path,
                              GError    **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (PostinoAttachment) attachment = g_new0 (PostinoAttachment, 1);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) content = NULL;

  if (!check_file (file, path, error))
    return NULL;
  content = g_file_load_bytes (file, NULL, NULL, &cause);
  if (content == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("“%s” cannot be read: %s"), path,
                   cause->message);
      return NULL;
    }
  attachment->name = make_name (path);
  attachment->type = postino_mime_part_guess_type (attachment->name, content);
  attachment->size_bytes = (gint64) g_bytes_get_size (content);
  attachment->sha256 = postino_assets_store (folder, content, error);
  return attachment->sha256 != NULL ? g_steal_pointer (&attachment) : NULL;
}

/* Where the first Liquid begins; NULL: nowhere. */
static const char *
find_field (const char *path)
{
  const char *output = strstr (path, "{{");
  const char *tag = strstr (path, "{%");

  return output != NULL && (tag == NULL || output < tag) ? output : tag;
}

gboolean
postino_attachment_is_pattern (const char *path)
{
  return find_field (path) != NULL;
}

PostinoAttachment *
postino_attachment_new_pattern (const char *base,
                                const char *pattern,
                                GError    **error)
{
  const char *field = find_field (pattern);
  g_autofree char *fixed = g_strndup (pattern, field != NULL ? (gsize) (field - pattern) : strlen (pattern));
  char *slash = strrchr (fixed, '/');
  const char *name = slash != NULL ? pattern + (slash - fixed) + 1 : pattern;
  g_autoptr (PostinoContactFile) file = NULL;
  g_autofree char *folder = NULL;
  PostinoAttachment *attachment;

  if (slash != NULL)
    slash[1] = '\0';
  folder = g_canonicalize_filename (slash != NULL ? fixed : ".", base);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no folder “%s”"), folder);
      return NULL;
    }
  file = postino_contact_file_new (folder, name, error);
  if (file == NULL)
    return NULL;
  attachment = g_new0 (PostinoAttachment, 1);
  attachment->name = g_strdup (name);
  attachment->folder = g_steal_pointer (&folder);
  return attachment;
}

gsize
postino_attachments_measure (GPtrArray *attachments)
{
  gsize sum = 0;

  for (guint i = 0; i < attachments->len; i++)
    {
      const PostinoAttachment *attachment = attachments->pdata[i];

      sum += postino_mime_part_encoded_size ((gsize) attachment->size_bytes);
    }
  return sum;
}
