/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as they are asked for. "_dmarc.bücher.example" has a label that IDNA knows nothing of: only
 * labels that are not ASCII go through libidn2, each by itself. */

#include "net/dns-name.h"

#include <glib/gi18n-lib.h>
#include <idn2.h>
#include <string.h>

#include "base/error.h"

enum {
  MAX_LABEL_BYTES = 63, /* RFC 1035, 2.3.4 */
  MAX_NAME_BYTES = 253, /* 255 on the wire, with the length bytes of the first label and the root */
  MAX_INPUT_BYTES = 4 * MAX_NAME_BYTES,
};

static gboolean
is_plain_label (const char *label)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";

  return *label != '\0' && strlen (label) <= MAX_LABEL_BYTES && label[strspn (label, allowed)] == '\0';
}

/* FALSE if it cannot be one. */
static gboolean
append_label (GString    *name,
              const char *label)
{
  g_autofree char *lower = NULL;
  char *ascii = NULL;

  if (!g_str_is_ascii (label))
    {
      if (idn2_lookup_u8 ((const uint8_t *) label, (uint8_t **) &ascii,
                          IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
        return FALSE;
      label = ascii;
    }
  lower = g_ascii_strdown (label, -1);
  if (ascii != NULL)
    idn2_free (ascii);
  if (name->len > 0)
    g_string_append_c (name, '.');
  g_string_append (name, lower);
  return is_plain_label (lower);
}

char *
postino_dns_name_to_ascii (const char *name,
                           GError    **error)
{
  gsize length = strlen (name);
  g_autofree char *without_dot = g_strndup (name, length > 1 && name[length - 1] == '.' ? length - 1 : length);
  g_auto (GStrv) labels = g_strsplit (without_dot, ".", -1);
  g_autoptr (GString) ascii = g_string_new (NULL);
  gboolean valid = labels[0] != NULL && length <= MAX_INPUT_BYTES && g_utf8_validate (name, -1, NULL);

  for (gsize i = 0; valid && labels[i] != NULL; i++)
    valid = append_label (ascii, labels[i]);
  if (valid && ascii->len <= MAX_NAME_BYTES)
    return g_string_free (g_steal_pointer (&ascii), FALSE);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not a domain name"), name);
  return NULL;
}
