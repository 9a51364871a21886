/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What postinoctl writes on stdout. JSON is one object a line and flushed at once: whoever reads
 * along sees each. */

#include "cli/cli-print.h"

#include <stdio.h>

JsonBuilder *
postino_print_begin_object (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  return builder;
}

void
postino_print_add_text (JsonBuilder *builder,
                        const char  *key,
                        const char  *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
postino_print_add_int (JsonBuilder *builder,
                       const char  *key,
                       gint64       value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

void
postino_print_add_double (JsonBuilder *builder,
                          const char  *key,
                          double       value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

void
postino_print_add_bool (JsonBuilder *builder,
                        const char  *key,
                        gboolean     value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

void
postino_print_line (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  puts (text);
  fflush (stdout);
  g_object_unref (builder);
}

void
postino_print_row (const int         *widths,
                   const char *const *cells)
{
  for (gsize i = 0; cells[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (cells[i], -1);

      fputs (cells[i], stdout);
      for (glong n = length; n < widths[i]; n++)
        putchar (' ');
      if (cells[i + 1] != NULL)
        fputs ("  ", stdout);
    }
  putchar ('\n');
}

void
postino_print_sentence (PostinoCli *cli,
                        const char *format,
                        ...)
{
  va_list values;

  if (cli->json)
    return;
  va_start (values, format);
  vprintf (format, values);
  va_end (values);
  putchar ('\n');
  fflush (stdout);
}
