/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing slips in the domain of an address. The well-known domains are data
 * (data/lists/mail-domains.txt); a slip is one letter wrong, missing, too many, or two neighbours
 * swapped. Short names are left alone: among them a distance of one says nothing (gmx.at,
 * gmx.de). */

#include "contacts/address-hint.h"

#include <string.h>

#include "base/paths.h"
#include "contacts/address.h"

enum { MIN_DOMAIN_LENGTH = 7 };

/* One edit in the sense above turns @a into @b. What both begin with and end with is the same for
 * all edits, so only what is left in the middle decides. */
static gboolean
is_one_slip (const char *a,
             gsize       length_a,
             const char *b,
             gsize       length_b)
{
  while (length_a > 0 && length_b > 0 && *a == *b)
    {
      a++;
      b++;
      length_a--;
      length_b--;
    }
  while (length_a > 0 && length_b > 0 && a[length_a - 1] == b[length_b - 1])
    {
      length_a--;
      length_b--;
    }
  if (length_a + length_b == 1 || (length_a == 1 && length_b == 1))
    return TRUE;
  return length_a == 2 && length_b == 2 && a[0] == b[1] && a[1] == b[0];
}

gboolean
postino_address_hint_knows (const char *domain)
{
  g_autoptr (GBytes) list = postino_paths_load_resource ("lists/mail-domains.txt");
  g_autofree char *text = g_strndup (g_bytes_get_data (list, NULL), g_bytes_get_size (list));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return *domain != '\0' && g_strv_contains ((const char *const *) lines, domain);
}

char *
postino_address_hint (const char *address)
{
  g_autofree char *domain = g_ascii_strdown (postino_address_get_domain (address), -1);
  g_autoptr (GBytes) list = postino_paths_load_resource ("lists/mail-domains.txt");
  gsize size;
  const char *line = g_bytes_get_data (list, &size);
  const char *end = line + size;
  char *hint = NULL;

  while (line < end)
    {
      const char *stop = memchr (line, '\n', end - line);
      gsize length = (stop != NULL ? stop : end) - line;

      if (length == strlen (domain) && strncmp (line, domain, length) == 0)
        {
          g_free (hint);
          return NULL;
        }
      if (hint == NULL && *line != '#' && length >= MIN_DOMAIN_LENGTH
          && is_one_slip (domain, strlen (domain), line, length))
        hint = g_strndup (line, length);
      line += length + 1;
    }
  return hint;
}
