/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that belong to one contact each: an invoice, a ticket. To send one to somebody else, or any
 * other file of this machine, is the worst that can happen here; and what a path is made of comes from
 * imported tables. So it is looked at twice:
 *
 *   - as text: relative, without control characters, of steps that are not empty and do not begin with
 *     a dot. So there is no way up, and a field that is empty finds nothing (".pdf", "invoices//a.pdf");
 *   - as a file: where all symbolic links lead is below the folder, and what is opened is a plain file. */

#include "message/contact-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "content/liquid-eval.h"
#include "message/mime-part.h"

enum {
  MAX_BYTES = POSTINO_MIME_PART_MAX_BYTES,
  MAX_PATH_BYTES = 4000,        /* below PATH_MAX, with the folder */
};

struct _PostinoContactFile {
  char *folder;
  PostinoLiquid *pattern;
};

PostinoContactFile *
postino_contact_file_new (const char *folder,
                          const char *pattern,
                          GError    **error)
{
  g_autoptr (GError) cause = NULL;
  PostinoLiquid *liquid = postino_liquid_parse (pattern, POSTINO_LIQUID_TEXT, NULL, &cause);
  PostinoContactFile *self;

  if (liquid == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("The attachment “%s”: %s"), pattern,
                   cause->message);
      return NULL;
    }
  self = g_new0 (PostinoContactFile, 1);
  self->folder = g_strdup (folder);
  self->pattern = liquid;
  return self;
}

void
postino_contact_file_free (PostinoContactFile *self)
{
  g_free (self->folder);
  postino_liquid_unref (self->pattern);
  g_free (self);
}

const PostinoLiquid *
postino_contact_file_get_pattern (const PostinoContactFile *self)
{
  return self->pattern;
}

char *
postino_contact_file_build_path (const PostinoContactFile   *self,
                                 const PostinoLiquidContext *context,
                                 GError                    **error)
{
  g_autoptr (GString) path = g_string_new (NULL);

  if (!postino_liquid_render (self->pattern, context, path, error))
    return NULL;
  /* A NUL would cut the path: with a line end in its place it is none, and is refused. */
  for (gsize i = 0; i < path->len; i++)
    {
      if (path->str[i] == '\0')
        path->str[i] = '\n';
    }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static gboolean
is_below (const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, "/", -1);

  if (*path == '\0' || strlen (path) > MAX_PATH_BYTES)
    return FALSE;
  for (gsize i = 0; steps[i] != NULL; i++)
    {
      if (*steps[i] == '\0' || *steps[i] == '.')
        return FALSE;
    }
  for (const char *p = path; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fail (const PostinoContactFile *self,
      const char               *path,
      GError                  **error)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
               _("The file “%s” that belongs to this message is not in the folder “%s”"), path,
               self->folder);
  return FALSE;
}

/* Where it really lies; NULL if that is outside. free () it. */
static char *
resolve (const PostinoContactFile *self,
         const char               *path)
{
  g_autofree char *whole = g_build_filename (self->folder, path, NULL);
  char *root = realpath (self->folder, NULL);
  char *real = root != NULL ? realpath (whole, NULL) : NULL;
  gsize length = root != NULL ? strlen (root) : 0;
  gboolean is_inside = real != NULL && strncmp (real, root, length) == 0
                       && (real[length] == '/' || g_str_equal (root, "/"));

  free (root);
  if (is_inside)
    return real;
  free (real);
  return NULL;
}

/* A descriptor, or -1. Without waiting, should it be a pipe. */
static int
open_file (const PostinoContactFile *self,
           const char               *path,
           GError                  **error)
{
  char *real = is_below (path) ? resolve (self, path) : NULL;
  int fd = real != NULL ? open (real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
  struct stat info;

  free (real);
  if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size > 0
      && info.st_size <= MAX_BYTES)
    return fd;
  if (fd >= 0)
    close (fd);
  fail (self, path, error);
  return -1;
}

gboolean
postino_contact_file_check (const PostinoContactFile *self,
                            const char               *path,
                            GError                  **error)
{
  int fd = open_file (self, path, error);

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

GBytes *
postino_contact_file_load (const PostinoContactFile *self,
                           const char               *path,
                           GError                  **error)
{
  int fd = open_file (self, path, error);
  g_autoptr (GByteArray) content = NULL;
  guint8 block[64 * 1024];
  gssize n = 0;

  if (fd < 0)
    return NULL;
  content = g_byte_array_new ();
  while (content->len <= MAX_BYTES && ((n = read (fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR)))
    g_byte_array_append (content, block, n > 0 ? (guint) n : 0);
  close (fd);
  if (n == 0 && content->len > 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&content));
  fail (self, path, error);
  return NULL;
}
