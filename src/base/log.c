/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs go to stderr only: stdout of the command line is a contract of JSON lines. GLib's default
 * writer may also turn to the journal; a user who started `postino-worker --foreground` looks at
 * the terminal, so this one always writes there.
 *
 * For structured messages it is the writer who has to honour G_DEBUG=fatal-criticals and its like. */

#include "base/log.h"

#include <stdio.h>
#include <string.h>

/* Set once by main () before any thread starts. */
static const char *program_name;
static GLogLevelFlags fatal_levels;

static gboolean
wants_debug (void)
{
  const char *domains = g_getenv ("G_MESSAGES_DEBUG");

  return domains != NULL && (strstr (domains, "all") != NULL
                             || strstr (domains, "postino") != NULL);
}

/* Only what is a fault is called by its name: everything else is for people. */
static const char *
name_fault (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "ERROR: ";
  if (level & G_LOG_LEVEL_CRITICAL)
    return "CRITICAL: ";
  return level & G_LOG_LEVEL_WARNING ? "WARNING: " : "";
}

static GLogWriterOutput
write_line (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         user_data)
{
  const char *message = NULL;
  const char *domain = NULL;

  if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO) && !wants_debug ())
    return G_LOG_WRITER_HANDLED;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "MESSAGE") == 0)
        message = fields[i].value;
      else if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
        domain = fields[i].value;
    }
  fprintf (stderr, "%s: %s%s%s%s\n", program_name, name_fault (level),
           domain != NULL && strcmp (domain, "postino") != 0 ? domain : "",
           domain != NULL && strcmp (domain, "postino") != 0 ? ": " : "",
           message != NULL ? message : "");
  if (level & fatal_levels)
    G_BREAKPOINT ();
  return G_LOG_WRITER_HANDLED;
}

void
postino_log_init (const char *program)
{
  program_name = program;
  fatal_levels = g_log_set_always_fatal (G_LOG_FATAL_MASK); /* to read them one has to set them */
  g_log_set_always_fatal (fatal_levels);
  g_log_set_writer_func (write_line, NULL, NULL);
}

char *
postino_log_short_address (const char *address)
{
  const char *at = address != NULL ? strrchr (address, '@') : NULL;

  if (at == NULL || at == address)
    return g_strdup ("…");
  return g_strdup_printf ("%.*s…%s",
                          (int) (g_utf8_next_char (address) - address), address, at);
}
