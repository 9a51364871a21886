/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor alone, to look at: editor-window FILE.html [WIDTH HEIGHT]. Ends when its window is closed. */
#include "editor-window.h"

#include <libintl.h>

#include "base/paths.h"

static void
closed_cb (GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

int
main (int    argc,
      char **argv)
{
  EditorWindow this = { 0 };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *html = NULL;
  g_autofree char *folder = g_path_get_dirname (argv[0]);
  g_autofree char *words = g_build_filename (folder, "..", "..", "po", NULL);

  if (argc < 2 || !g_file_get_contents (argv[1], &html, NULL, NULL))
    return 2;
  postino_paths_init_locale ();
  bindtextdomain (GETTEXT_PACKAGE, words);
  adw_init ();
  gtk_source_init ();
  open_editor (&this, argc > 3 ? atoi (argv[2]) : 1100, argc > 3 ? atoi (argv[3]) : 760);
  postino_draft_content_set_subject (this.draft, "The olive harvest is in, {{ contact.first_name | default: 'friend' }}");
  postino_draft_content_set_preheader (this.draft, "Taste it first: this Saturday in the shop");
  postino_draft_content_set_html (this.draft, html);
  g_signal_connect_swapped (this.window, "close-request", G_CALLBACK (closed_cb), loop);
  g_main_loop_run (loop);
  close_editor (&this);
  return 0;
}
