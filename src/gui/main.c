/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postino: the window. Everything it shows is in gui/, everything it does in the topic folders. */

#include <gtksourceview/gtksource.h>
#include <signal.h>

#include "base/log.h"
#include "base/paths.h"
#include "gui/shell/application.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (PostinoApplication) application = NULL;

  postino_paths_init_locale ();
  postino_log_init ("postino");
  signal (SIGPIPE, SIG_IGN);
  gtk_source_init ();
  application = postino_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
