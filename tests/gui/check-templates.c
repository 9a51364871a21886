/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds every template of the resource with the types it is really made of: gtk4-builder-tool knows neither ours nor
 * Adwaita's. Needs a display. Prints a line a fault; exits 1 if there is one.
 *
 * A template is built as an object of its parent's type, so that no session is needed: what is checked are classes,
 * properties, children and signals. Names of handlers and bindings to the template's own properties are left out; they are
 * checked when the program shows the page. GtkBuilder finds our types by their get_type functions in this program. */
#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#define FOLDER "/org/postino/Postino/ui"
#define HANDLER "gtk_widget_queue_draw"

/* @xml with each match of @pattern replaced. Yours. */
static char *
replace (const char *xml,
         const char *pattern,
         const char *with)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, NULL);

  return g_regex_replace (regex, xml, -1, 0, with, 0, NULL);
}

static char *
make_buildable (const char *xml)
{
  g_autofree char *plain = replace (xml, "<template class=\"\\w+\" parent=\"(\\w+)\">", "<object class=\"\\1\">");
  g_autofree char *closed = replace (plain, "</template>", "</object>");
  g_autofree char *unbound = replace (closed, "<binding .*?</binding>", "");

  return replace (unbound, "handler=\"\\w+\"", "handler=\"" HANDLER "\"");
}

static guint
check_file (const char *path)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *xml = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *buildable = make_buildable (xml);
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  if (gtk_builder_add_from_string (builder, buildable, -1, &error))
    return 0;
  g_print ("%s: %s\n", path, error->message);
  return 1;
}

static guint
check_folder (const char *folder,
              guint      *n_files)
{
  g_auto (GStrv) names = g_resources_enumerate_children (folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  guint n_faults = 0;

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (folder, "/", names[i], NULL);

      if (g_str_has_suffix (names[i], "/"))
        {
          path[strlen (path) - 1] = '\0';
          n_faults += check_folder (path, n_files);
        }
      else if (g_str_has_suffix (names[i], ".ui"))
        {
          ++*n_files;
          n_faults += check_file (path);
        }
    }
  return n_faults;
}

int
main (int    argc,
      char **argv)
{
  guint n_files = 0;
  guint n_faults;

  adw_init ();
  gtk_source_init ();
  n_faults = check_folder (FOLDER, &n_files);
  g_print ("%u templates, %u faults\n", n_files, n_faults);
  return n_files > 0 && n_faults == 0 ? 0 : 1;
}
