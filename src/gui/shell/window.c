/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: opens its workspace, then shows one page of it at a time. Pages are made when they are
 * first gone to, so that the window is there quickly.
 *
 * The window knows pages by a table only. Ways that lead further into a page (a campaign, a list) are
 * actions the page's own class installs; here they are named in a second table. */

#include "gui/shell/window.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "gui/campaigns/campaigns-page.h"
#include "gui/campaigns/finish-notice.h"
#include "gui/contacts/contacts-page.h"
#include "gui/contacts/exclusions-page.h"
#include "gui/contacts/import-dialog.h"
#include "gui/overview/overview-page.h"
#include "gui/reports/reports-page.h"
#include "gui/sandbox/sandbox-page.h"
#include "gui/servers/servers-page.h"
#include "gui/shell/drop.h"
#include "gui/shell/page.h"
#include "gui/shell/sidebar.h"
#include "gui/shell/split.h"
#include "gui/shell/toast.h"

struct _PostinoWindow {
  AdwApplicationWindow parent_instance;

  GtkStack *states;
  AdwStatusPage *failed;
  PostinoSplit *split;
  PostinoSidebar *sidebar;
  GtkStack *pages;
  GtkRevealer *drop_hint;

  char *folder;
  gboolean make;
  GSettings *settings; /* or NULL */
  PostinoSession *session;
  GCancellable *opening;
  GFile *waiting_file; /* to be imported when the workspace is open */
  const char *waiting_action;
  GtkFileChooserNative *chooser;
  guint focus_id;           /* waits for something to be focused */
  guint n_focus_tries;
  gpointer waiting_focus;   /* where the keyboard is meanwhile; compared only */
};

enum { FOCUS_STEP_MS = 50, FOCUS_TRIES = 60 };

G_DEFINE_FINAL_TYPE (PostinoWindow, postino_window, ADW_TYPE_APPLICATION_WINDOW)

/* In the order of the sidebar. */
static const struct {
  PostinoSidebarEntry entry;
  GtkWidget *(*build) (PostinoSession *session);
} page_table[] = {
  { { "overview", N_("Overview"), "go-home-symbolic" }, postino_overview_page_new },
  { { "campaigns", N_("Campaigns"), "mail-unread-symbolic" }, postino_campaigns_page_new },
  { { "contacts", N_("Contacts"), "avatar-default-symbolic" }, postino_contacts_page_new },
  { { "exclusions", N_("Exclusions"), "action-unavailable-symbolic" }, postino_exclusions_page_new },
  { { "reports", N_("Reports"), "postino-report-symbolic" }, postino_reports_page_new },
  { { "sandbox", N_("Sandbox"), "mail-read-symbolic" }, postino_sandbox_page_new },
  { { "servers", N_("Servers"), "network-server-symbolic" }, postino_servers_page_new },
};

/* Ways that lead to something on a page: the window's action, the page, the page's own action. */
static const struct {
  const char *action;
  const char *page;
  const char *page_action;
} way_table[] = {
  { "win.open-campaign", "campaigns", "campaigns.open" },
  { "win.new-campaign", "campaigns", "campaigns.new" },
  { "win.open-report", "reports", "reports.open" },
  { "win.open-list", "contacts", "contacts.show-list" },
  { "win.open-contact", "contacts", "contacts.show-contact" },
};

/* ---- going places ---- */

static void
remember_page (PostinoWindow *self,
               const char    *id)
{
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "page", id);
}

/* The page, made if it was not shown yet; NULL: there is none of that name. Borrowed. */
static GtkWidget *
find_page (PostinoWindow *self,
           const char    *id)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, id);

  for (gsize i = 0; page == NULL && i < G_N_ELEMENTS (page_table); i++)
    {
      if (g_strcmp0 (page_table[i].entry.id, id) != 0)
        continue;
      page = page_table[i].build (self->session);
      gtk_stack_add_named (self->pages, page, id);
    }
  return page;
}

/* Until it is there, or whoever waits has gone elsewhere. */
static gboolean
focus_content_cb (gpointer user_data)
{
  PostinoWindow *self = user_data;

  if (self->n_focus_tries++ < FOCUS_TRIES
      && gtk_window_get_focus (GTK_WINDOW (self)) == self->waiting_focus
      && !postino_page_focus_content (gtk_stack_get_visible_child (self->pages)))
    return G_SOURCE_CONTINUE;
  self->focus_id = 0;
  return G_SOURCE_REMOVE;
}

/* Who comes by the keyboard is on what the page is about, or where one was on it. Who walks through the
 * sidebar stays there, but not who goes @into the page by its key. A page that is still being read has
 * nothing to be on yet: meanwhile it is the first thing on it. (The stack itself puts the keyboard on
 * that.) */
static void
give_focus (PostinoWindow *self,
            GtkWidget     *page,
            gboolean       into)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  g_clear_handle_id (&self->focus_id, g_source_remove);
  if ((!into && focus != NULL && gtk_widget_get_mapped (focus)
       && !gtk_widget_is_ancestor (focus, page))
      || postino_page_focus_content (page))
    return;
  if (focus == NULL || !gtk_widget_get_mapped (focus))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  self->waiting_focus = gtk_window_get_focus (GTK_WINDOW (self));
  self->n_focus_tries = 0;
  self->focus_id = g_timeout_add (FOCUS_STEP_MS, focus_content_cb, self);
}

static GtkWidget *
go_to_page (PostinoWindow *self,
            const char    *id,
            gboolean       into)
{
  GtkWidget *page = self->session != NULL ? find_page (self, id) : NULL;

  if (page == NULL)
    return NULL;
  gtk_stack_set_visible_child (self->pages, page);
  postino_split_set_show_content (self->split, TRUE);
  postino_sidebar_select (self->sidebar, id, 0);
  give_focus (self, page, into);
  remember_page (self, id);
  return page;
}

static void
go_cb (GtkWidget  *widget,
       const char *action,
       GVariant   *id)
{
  go_to_page (POSTINO_WINDOW (widget), g_variant_get_string (id, NULL),
              g_str_equal (action, "win.go-into"));
}

static void
way_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *target)
{
  PostinoWindow *self = POSTINO_WINDOW (widget);

  for (gsize i = 0; i < G_N_ELEMENTS (way_table); i++)
    {
      GtkWidget *page;

      if (g_strcmp0 (way_table[i].action, action) != 0)
        continue;
      page = go_to_page (self, way_table[i].page, FALSE);
      if (page != NULL)
        gtk_widget_activate_action_variant (page, way_table[i].page_action, target);
      if (page != NULL && g_strcmp0 (action, "win.open-list") == 0)
        postino_sidebar_select (self->sidebar, way_table[i].page, g_variant_get_int64 (target));
    }
}

/* ---- importing ---- */

/* The list that is being looked at, or 0. */
static gint64
get_shown_list (PostinoWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);

  return POSTINO_IS_CONTACTS_PAGE (page) ? postino_contacts_page_get_list (POSTINO_CONTACTS_PAGE (page)) : 0;
}

static void
import_file (PostinoWindow *self,
             GFile         *file)
{
  if (self->session != NULL)
    postino_import_dialog_present_file (GTK_WINDOW (self), self->session, get_shown_list (self), file);
  else
    g_set_object (&self->waiting_file, file);
}

static void
refuse_many (PostinoWindow *self,
             guint          n)
{
  g_autofree char *sentence
    = g_strdup_printf (ngettext ("Drop one file at a time: this is %u",
                                 "Drop one file at a time: these are %u", n), n);

  postino_toast_say (GTK_WIDGET (self), sentence);
}

static void
dropped_cb (GSList     *files,
            const char *text,
            gpointer    user_data)
{
  PostinoWindow *self = user_data;
  guint n = g_slist_length (files);

  if (self->session == NULL)
    return;
  if (n > 1)
    refuse_many (self, n);
  else if (n == 1)
    import_file (self, files->data);
  else if (text != NULL)
    postino_import_dialog_present_text (GTK_WINDOW (self), self->session, get_shown_list (self), text);
  else
    postino_toast_say (GTK_WIDGET (self), _("The clipboard holds neither a file nor a text"));
}

static void
chosen_cb (PostinoWindow        *self,
           int                   response,
           GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    import_file (self, file);
  g_clear_object (&self->chooser);
}

static void
import_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  PostinoWindow *self = POSTINO_WINDOW (widget);
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  if (self->session == NULL || self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Import Contacts"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"), NULL);
  gtk_file_filter_set_name (tables, _("Tables of text (CSV, TSV, TXT)"));
  gtk_file_filter_add_suffix (tables, "csv");
  gtk_file_filter_add_suffix (tables, "tsv");
  gtk_file_filter_add_suffix (tables, "tab");
  gtk_file_filter_add_suffix (tables, "txt");
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), tables);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
paste_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  postino_drop_paste (widget, dropped_cb, widget);
}

void
postino_window_import_files (PostinoWindow *self,
                             GFile        **files,
                             int            n_files)
{
  if (n_files > 1)
    refuse_many (self, (guint) n_files);
  else
    import_file (self, files[0]);
}

void
postino_window_begin (PostinoWindow *self,
                      const char    *action)
{
  if (self->session != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  else
    self->waiting_action = action;
}

/* ---- opening ---- */

/* What was done to the workspace before anybody saw it. */
static void
tell_of_opening (PostinoWindow *self)
{
  const char *import = postino_session_get_undone_import (self->session);
  g_autofree char *sentence = NULL;

  if (import != NULL)
    {
      sentence = g_strdup_printf (_("The import of “%s” was interrupted, and nothing of it was kept: import it again"),
                                  import);
      postino_toast_say (GTK_WIDGET (self), sentence);
    }
  if (postino_session_was_foreign (self->session))
    postino_toast_say (GTK_WIDGET (self),
                       _("This workspace was restored, copied or moved here: its campaigns are paused"));
}

static void
show_workspace (PostinoWindow *self)
{
  g_autofree char *page = NULL;

  postino_sidebar_set_session (self->sidebar, self->session);
  postino_finish_notice_attach (GTK_WINDOW (self), self->session);
  if (self->settings != NULL && !self->make) /* a new workspace begins with what there is to do first */
    page = g_settings_get_string (self->settings, "page");
  if (page == NULL || go_to_page (self, page, FALSE) == NULL)
    go_to_page (self, page_table[0].entry.id, FALSE);
  gtk_stack_set_visible_child_name (self->states, "workspace");
  if (self->waiting_file != NULL)
    import_file (self, self->waiting_file);
  g_clear_object (&self->waiting_file);
  if (self->waiting_action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), self->waiting_action, NULL);
  self->waiting_action = NULL;
  tell_of_opening (self);
}

static void
show_failure (PostinoWindow *self,
              const GError  *error)
{
  g_autofree char *sentence = g_markup_escape_text (error->message, -1);

  if (g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND))
    {
      gtk_stack_set_visible_child_name (self->states, "welcome");
      return;
    }
  adw_status_page_set_description (self->failed, sentence);
  gtk_stack_set_visible_child_name (self->states, "failed");
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PostinoWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSession) session = postino_session_open_finish (result, &error);

  if (g_cancellable_is_cancelled (self->opening))
    return; /* the window was closed meanwhile */
  g_clear_object (&self->opening);
  if (session == NULL)
    {
      show_failure (self, error);
      return;
    }
  self->session = g_steal_pointer (&session);
  show_workspace (self);
}

static void
open_workspace (PostinoWindow *self)
{
  if (self->opening != NULL || self->session != NULL)
    return;
  self->opening = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->states, "opening");
  postino_session_open_async (self->folder, self->make, self->opening, opened_cb,
                              g_object_ref (self));
}

static void
try_again_cb (PostinoWindow *self)
{
  open_workspace (self);
}

void
postino_window_make_workspace (PostinoWindow *self)
{
  self->make = TRUE;
  open_workspace (self);
}

/* ---- the window itself ---- */

static void
restore_size (PostinoWindow *self)
{
  if (self->settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "width"),
                               g_settings_get_int (self->settings, "height"));
  if (g_settings_get_boolean (self->settings, "is-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static gboolean
postino_window_close_request (GtkWindow *window)
{
  PostinoWindow *self = POSTINO_WINDOW (window);
  int width;
  int height;

  gtk_window_get_default_size (window, &width, &height);
  if (self->settings != NULL)
    {
      g_settings_set_int (self->settings, "width", width);
      g_settings_set_int (self->settings, "height", height);
      g_settings_set_boolean (self->settings, "is-maximized", gtk_window_is_maximized (window));
    }
  return GTK_WINDOW_CLASS (postino_window_parent_class)->close_request (window);
}

static void
postino_window_dispose (GObject *object)
{
  PostinoWindow *self = POSTINO_WINDOW (object);

  g_clear_handle_id (&self->focus_id, g_source_remove);
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->chooser);
  postino_finish_notice_detach (GTK_WINDOW (self));
  G_OBJECT_CLASS (postino_window_parent_class)->dispose (object);
  g_clear_object (&self->session); /* after the pages, which use it to their end */
}

static void
postino_window_finalize (GObject *object)
{
  PostinoWindow *self = POSTINO_WINDOW (object);

  g_clear_object (&self->opening);
  g_clear_object (&self->waiting_file);
  g_clear_object (&self->settings);
  g_free (self->folder);
  G_OBJECT_CLASS (postino_window_parent_class)->finalize (object);
}

static void
postino_window_class_init (PostinoWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = postino_window_dispose;
  object_class->finalize = postino_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = postino_window_close_request;

  g_type_ensure (POSTINO_TYPE_SPLIT);
  g_type_ensure (POSTINO_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/shell/window.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoWindow, states);
  gtk_widget_class_bind_template_child (widget_class, PostinoWindow, failed);
  gtk_widget_class_bind_template_child (widget_class, PostinoWindow, split);
  gtk_widget_class_bind_template_child (widget_class, PostinoWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, PostinoWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, PostinoWindow, drop_hint);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "make_cb",
                                                G_CALLBACK (postino_window_make_workspace));

  gtk_widget_class_install_action (widget_class, "win.go", "s", go_cb);
  gtk_widget_class_install_action (widget_class, "win.go-into", "s", go_cb);
  gtk_widget_class_install_action (widget_class, "win.open-campaign", "x", way_cb);
  gtk_widget_class_install_action (widget_class, "win.open-report", "x", way_cb);
  gtk_widget_class_install_action (widget_class, "win.open-list", "x", way_cb);
  gtk_widget_class_install_action (widget_class, "win.open-contact", "x", way_cb);
  gtk_widget_class_install_action (widget_class, "win.new-campaign", NULL, way_cb);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "win.import-clipboard", NULL, paste_cb);
}

static void
postino_window_init (PostinoWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (page_table); i++)
    postino_sidebar_add_entry (self->sidebar, &page_table[i].entry);
  postino_drop_install (GTK_WIDGET (self), self->drop_hint, dropped_cb, self);
}

PostinoWindow *
postino_window_new (GtkApplication *application,
                    const char     *folder,
                    gboolean        make,
                    GSettings      *settings)
{
  PostinoWindow *self = g_object_new (POSTINO_TYPE_WINDOW, "application", application, NULL);

  self->folder = g_strdup (folder);
  self->make = make;
  g_set_object (&self->settings, settings);
  restore_size (self);
  open_workspace (self);
  return self;
}

const char *
postino_window_get_folder (PostinoWindow *self)
{
  return self->folder;
}

PostinoSession *
postino_window_get_session (PostinoWindow *self)
{
  return self->session;
}
