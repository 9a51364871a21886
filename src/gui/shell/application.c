/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: command line, windows by workspace, and the actions that belong to no window.
 *
 * A second start hands its command line to the first: the window of that workspace is raised, or
 * opened. Files are imported into it. */

#include "gui/shell/application.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "campaign/demo.h"
#include "gui/shell/window-settings.h"
#include "gui/shell/toast.h"
#include "gui/shell/window.h"
#include "gui/widgets/list-keys.h"
#include "gui/widgets/spoken-names.h"
#include "workspace/workspace.h"

struct _PostinoApplication {
  AdwApplication parent_instance;

  GSettings *settings; /* NULL: the schema is not installed */
};

G_DEFINE_FINAL_TYPE (PostinoApplication, postino_application, ADW_TYPE_APPLICATION)

static const struct {
  const char *action;
  const char *accels[3];
} accel_table[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.new-campaign", { "<Control>n" } },
  { "win.import", { "<Control>o" } },
  { "win.import-clipboard", { "<Control><Shift>v" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.go-into::overview", { "<Alt>1" } },
  { "win.go-into::campaigns", { "<Alt>2" } },
  { "win.go-into::contacts", { "<Alt>3" } },
  { "win.go-into::exclusions", { "<Alt>4" } },
  { "win.go-into::reports", { "<Alt>5" } },
  { "win.go-into::sandbox", { "<Alt>6" } },
  { "win.go-into::servers", { "<Alt>7" } },
};

/* ---- windows ---- */

/* The folder as the file system knows it: two ways to one workspace are one window. Yours. */
static char *
resolve_folder (const char *folder)
{
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  char *resolved = realpath (absolute, NULL);
  char *result = g_strdup (resolved != NULL ? resolved : absolute);

  free (resolved);
  return result;
}

static PostinoWindow *
find_window (PostinoApplication *self,
             const char         *folder)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    {
      if (POSTINO_IS_WINDOW (l->data)
          && g_strcmp0 (postino_window_get_folder (l->data), folder) == 0)
        return l->data;
    }
  return NULL;
}

/* Raised if it is open already. */
static PostinoWindow *
show_window (PostinoApplication *self,
             const char         *folder,
             gboolean            make)
{
  g_autofree char *resolved = resolve_folder (folder);
  PostinoWindow *window = find_window (self, resolved);

  if (window == NULL)
    window = postino_window_new (GTK_APPLICATION (self), resolved, make, self->settings);
  else if (make)
    postino_window_make_workspace (window);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* ---- the demo ---- */

static void
build_demo_in_thread (GTask        *task,
                      gpointer      source,
                      gpointer      data,
                      GCancellable *cancellable)
{
  const char *folder = data;
  PostinoDemo demo;
  GError *error = NULL;
  g_autofree char *database = g_build_filename (folder, "workspace.db", NULL);

  if (g_file_test (database, G_FILE_TEST_EXISTS) || postino_demo_build (folder, &demo, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
demo_built_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  PostinoApplication *self = POSTINO_APPLICATION (source);
  GtkWindow *from = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GError) error = NULL;

  g_application_unmark_busy (G_APPLICATION (self));
  if (g_task_propagate_boolean (G_TASK (result), &error))
    show_window (self, g_task_get_task_data (G_TASK (result)), FALSE);
  else if (from != NULL)
    postino_toast_fail (GTK_WIDGET (from), error);
  g_application_release (G_APPLICATION (self));
}

/* Beside the own workspace, made at the first time; it stays, with what was done in it. */
static void
demo_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  PostinoApplication *self = user_data;
  g_autoptr (GTask) task = g_task_new (self, NULL, demo_built_cb, NULL);

  g_application_hold (G_APPLICATION (self));
  g_application_mark_busy (G_APPLICATION (self));
  g_task_set_task_data (task, g_build_filename (g_get_user_data_dir (), "postino", "demo", NULL),
                        g_free);
  g_task_run_in_thread (task, build_demo_in_thread);
}

/* From a demo to an empty workspace of one's own, or to the one there is. */
static void
start_own_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autofree char *folder = postino_workspace_dup_default_path ();

  show_window (user_data, folder, TRUE);
}

/* ---- other actions ---- */

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);

  adw_show_about_window (parent, "application-name", "Postino",
                         "application-icon", "org.postino.Postino", "version", POSTINO_VERSION,
                         "developer-name", _("The Postino founders"),
                         "comments", _("Newsletters for small businesses, on your own computer"),
                         "license-type", GTK_LICENSE_GPL_3_0, NULL);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data); /* each saves what it has; an import keeps the process */
  g_list_free (windows);
}

/* From a notification: (folder, campaign). */
static void
open_campaign_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  const char *folder;
  gint64 campaign;
  PostinoWindow *window;

  g_variant_get (parameter, "(&sx)", &folder, &campaign);
  window = show_window (user_data, folder, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-campaign", "x", campaign);
}

static const GActionEntry entries[] = {
  { "about", about_cb, NULL, NULL, NULL, { 0 } },
  { "quit", quit_cb, NULL, NULL, NULL, { 0 } },
  { "demo", demo_cb, NULL, NULL, NULL, { 0 } },
  { "start-own", start_own_cb, NULL, NULL, NULL, { 0 } },
  { "open-campaign", open_campaign_cb, "(sx)", NULL, NULL, { 0 } },
};

/* ---- the application ---- */

/* What a start may begin with: the desktop file's actions. */
static const struct {
  const char *option;
  const char *action;
} begin_table[] = {
  { "new-campaign", "win.new-campaign" },
  { "import", "win.import" },
};

static int
postino_application_command_line (GApplication            *application,
                                  GApplicationCommandLine *command_line)
{
  PostinoApplication *self = POSTINO_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_autofree char *folder = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  PostinoWindow *window;

  if (g_variant_dict_lookup (options, "workspace", "^ay", &folder))
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line, folder);

      g_free (folder);
      folder = g_file_get_path (file);
    }
  else
    folder = postino_workspace_dup_default_path ();
  window = show_window (self, folder, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (begin_table); i++)
    {
      if (g_variant_dict_contains (options, begin_table[i].option))
        postino_window_begin (window, begin_table[i].action);
    }

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^aay", &names);
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    g_ptr_array_add (files, g_application_command_line_create_file_for_arg (command_line, names[i]));
  if (files->len > 0)
    postino_window_import_files (window, (GFile **) files->pdata, (int) files->len);
  return EXIT_SUCCESS;
}

static void
postino_application_startup (GApplication *application)
{
  PostinoApplication *self = POSTINO_APPLICATION (application);

  G_APPLICATION_CLASS (postino_application_parent_class)->startup (application);
  postino_spoken_names_install ();
  postino_list_keys_install ();
  self->settings = postino_window_settings_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accel_table); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accel_table[i].action,
                                           accel_table[i].accels);
}

/* Only --version ends here: the rest is for the process that has the windows. */
static int
postino_application_handle_local_options (GApplication *application,
                                          GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("postino %s\n", POSTINO_VERSION);
  return EXIT_SUCCESS;
}

static void
postino_application_finalize (GObject *object)
{
  g_clear_object (&POSTINO_APPLICATION (object)->settings);
  G_OBJECT_CLASS (postino_application_parent_class)->finalize (object);
}

static void
postino_application_class_init (PostinoApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = postino_application_finalize;
  application_class->startup = postino_application_startup;
  application_class->command_line = postino_application_command_line;
  application_class->handle_local_options = postino_application_handle_local_options;
}

static void
postino_application_init (PostinoApplication *self)
{
  static const GOptionEntry options[] = {
    { "workspace", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("The workspace to open"), N_("DIR") },
    { "new-campaign", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Begin a new newsletter"), NULL },
    { "import", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Choose a file of contacts to import"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[FILE…]") },
    G_OPTION_ENTRY_NULL
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

PostinoApplication *
postino_application_new (void)
{
  return g_object_new (POSTINO_TYPE_APPLICATION, "application-id", "org.postino.Postino",
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE, NULL);
}
