/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preview shows what strangers wrote: newsletters pasted from anywhere, values of contacts. No
 * request may leave it (a beacon would tell that somebody reads here, and where), and no script of
 * it may run. Each of these would do alone; all are there:
 *
 *   - scripts in markup are off; ours run in an isolated world (preview.js), which also takes out
 *     of the content what could act;
 *   - the page's own policy, first in its head: only inline styles and images inside the page;
 *   - a content filter blocks whatever would be loaded all the same;
 *   - the session goes through a proxy where nobody listens, and keeps nothing on disk;
 *   - every navigation but the loading of our own empty page is ignored: links, refresh, forms,
 *     new windows; downloads are cancelled, permissions denied, dialogs not shown. A link somebody
 *     clicks is told to who asked for it, and still leads nowhere here.
 *
 * To show remote images a view is made anew over a session that reaches the network: policy and
 * filter then let images pass, and nothing else. */

#include "gui/editor/preview-shield.h"

/* Nobody listens on it: a connection is refused at once. */
#define DEAD_PROXY "http://127.0.0.1:1"

#define POLICY(images)                                                                             \
  "<!doctype html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\""             \
  "default-src 'none'; style-src 'unsafe-inline'; img-src " images "; form-action 'none'; "        \
  "base-uri 'none'\"></head><body></body></html>"

#define BLOCK_ALL "{\"trigger\":{\"url-filter\":\".*\"},\"action\":{\"type\":\"block\"}}"
#define BUT(scheme)                                                                                \
  "{\"trigger\":{\"url-filter\":\"^" scheme ":\"},\"action\":{\"type\":\"ignore-previous-rules\"}}"
#define BUT_IMAGES                                                                                 \
  "{\"trigger\":{\"url-filter\":\"^https?:\",\"resource-type\":[\"image\"]},"                      \
  "\"action\":{\"type\":\"ignore-previous-rules\"}}"

/* What stands for a view from its making to its loading. */
#define IMAGES_KEY "postino-remote-images"
#define LOADING_KEY "postino-loading"

/* Who hears of clicked links. */
typedef struct {
  PostinoShieldLinkFunc func;
  gpointer user_data;
} LinkWatch;

#define WATCH_KEY "postino-link-watch"

/* Only a click or a key of a person's, on a link: nothing a page could do by itself. */
static void
tell_of_link (WebKitWebView          *view,
              WebKitNavigationAction *action)
{
  const LinkWatch *watch = g_object_get_data (G_OBJECT (view), WATCH_KEY);

  if (watch == NULL || !webkit_navigation_action_is_user_gesture (action)
      || webkit_navigation_action_get_navigation_type (action) != WEBKIT_NAVIGATION_TYPE_LINK_CLICKED)
    return;
  watch->func (webkit_uri_request_get_uri (webkit_navigation_action_get_request (action)),
               watch->user_data);
}

static gboolean
decide_policy_cb (WebKitWebView           *view,
                  WebKitPolicyDecision    *decision,
                  WebKitPolicyDecisionType type,
                  gpointer                 data)
{
  WebKitNavigationAction *action;
  const char *uri;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
      webkit_policy_decision_use (decision); /* of our own page: no other navigation gets here */
      return TRUE;
    }
  action = webkit_navigation_policy_decision_get_navigation_action (
    WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION
      && g_object_get_data (G_OBJECT (view), LOADING_KEY) != NULL)
    {
      uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
      if (g_strcmp0 (uri, "about:blank") == 0)
        {
          webkit_policy_decision_use (decision);
          return TRUE;
        }
    }
  tell_of_link (view, action);
  webkit_policy_decision_ignore (decision);
  return TRUE;
}

static void
load_changed_cb (WebKitWebView  *view,
                 WebKitLoadEvent event,
                 gpointer        data)
{
  if (event == WEBKIT_LOAD_COMMITTED)
    g_object_set_data (G_OBJECT (view), LOADING_KEY, NULL);
}

static GtkWidget *
create_cb (WebKitWebView          *view,
           WebKitNavigationAction *action,
           gpointer                data)
{
  return NULL;
}

static gboolean
deny_cb (WebKitWebView           *view,
         WebKitPermissionRequest *request,
         gpointer                 data)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

/* For signals whose TRUE means that it was dealt with: nothing happens then. */
static gboolean
swallow_cb (void)
{
  return TRUE;
}

static gboolean
authenticate_cb (WebKitWebView               *view,
                 WebKitAuthenticationRequest *request,
                 gpointer                     data)
{
  webkit_authentication_request_cancel (request);
  return TRUE;
}

/* Only what does not act. */
static gboolean
context_menu_cb (WebKitWebView       *view,
                 WebKitContextMenu   *menu,
                 WebKitHitTestResult *hit,
                 gpointer             data)
{
  g_autoptr (GList) items = g_list_copy (webkit_context_menu_get_items (menu));

  for (GList *link = items; link != NULL; link = link->next)
    {
      WebKitContextMenuAction action = webkit_context_menu_item_get_stock_action (link->data);

      if (action != WEBKIT_CONTEXT_MENU_ACTION_COPY
          && action != WEBKIT_CONTEXT_MENU_ACTION_COPY_LINK_TO_CLIPBOARD
          && action != WEBKIT_CONTEXT_MENU_ACTION_SELECT_ALL)
        webkit_context_menu_remove (menu, link->data);
    }
  return webkit_context_menu_get_n_items (menu) == 0;
}

static void
download_cb (WebKitNetworkSession *session,
             WebKitDownload       *download,
             gpointer              data)
{
  webkit_download_cancel (download);
}

static WebKitNetworkSession *
make_session (gboolean reaches_network)
{
  WebKitNetworkSession *session = webkit_network_session_new_ephemeral ();
  WebKitNetworkProxySettings *proxy;

  g_signal_connect (session, "download-started", G_CALLBACK (download_cb), NULL);
  webkit_network_session_set_itp_enabled (session, TRUE);
  if (reaches_network)
    return session;
  proxy = webkit_network_proxy_settings_new (DEAD_PROXY, NULL);
  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  return session;
}

static WebKitSettings *
make_settings (void)
{
  return webkit_settings_new_with_settings ("enable-javascript-markup", FALSE,
                                            "javascript-can-open-windows-automatically", FALSE,
                                            "allow-modal-dialogs", FALSE,
                                            "enable-developer-extras", FALSE,
                                            "enable-html5-database", FALSE,
                                            "enable-html5-local-storage", FALSE,
                                            "enable-page-cache", FALSE,
                                            "enable-fullscreen", FALSE,
                                            "enable-media", FALSE,
                                            "enable-media-stream", FALSE,
                                            "enable-webaudio", FALSE,
                                            "enable-webgl", FALSE,
                                            "enable-webrtc", FALSE,
                                            "enable-back-forward-navigation-gestures", FALSE,
                                            "hardware-acceleration-policy",
                                            WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
                                            NULL);
}

WebKitWebView *
postino_preview_shield_new_view (gboolean remote_images)
{
  g_autoptr (WebKitNetworkSession) session = make_session (remote_images);
  g_autoptr (WebKitSettings) settings = make_settings ();
  WebKitWebView *view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", session,
                                      "settings", settings, NULL);
  static const char *const swallowed[] = {
    "script-dialog", "print", "enter-fullscreen", "run-file-chooser", "show-notification",
    "show-option-menu", "run-color-chooser",
  };

  g_object_set_data (G_OBJECT (view), IMAGES_KEY, GINT_TO_POINTER (remote_images));
  g_signal_connect (view, "decide-policy", G_CALLBACK (decide_policy_cb), NULL);
  g_signal_connect (view, "load-changed", G_CALLBACK (load_changed_cb), NULL);
  g_signal_connect (view, "create", G_CALLBACK (create_cb), NULL);
  g_signal_connect (view, "permission-request", G_CALLBACK (deny_cb), NULL);
  g_signal_connect (view, "authenticate", G_CALLBACK (authenticate_cb), NULL);
  g_signal_connect (view, "context-menu", G_CALLBACK (context_menu_cb), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (swallowed); i++)
    g_signal_connect (view, swallowed[i], G_CALLBACK (swallow_cb), NULL);
  return view;
}

void
postino_preview_shield_watch_links (WebKitWebView        *view,
                                    PostinoShieldLinkFunc func,
                                    gpointer              user_data)
{
  LinkWatch *watch = func != NULL ? g_new (LinkWatch, 1) : NULL;

  if (watch != NULL)
    *watch = (LinkWatch) { func, user_data };
  g_object_set_data_full (G_OBJECT (view), WATCH_KEY, watch, g_free);
}

void
postino_preview_shield_load (WebKitWebView           *view,
                             WebKitUserContentFilter *filter)
{
  gboolean remote_images = g_object_get_data (G_OBJECT (view), IMAGES_KEY) != NULL;
  WebKitUserContentManager *manager = webkit_web_view_get_user_content_manager (view);

  webkit_user_content_manager_remove_all_filters (manager);
  webkit_user_content_manager_add_filter (manager, filter);
  g_object_set_data (G_OBJECT (view), LOADING_KEY, GINT_TO_POINTER (TRUE));
  webkit_web_view_load_html (view, remote_images ? POLICY ("data: http: https:") : POLICY ("data:"),
                             NULL);
}

static void
filter_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  WebKitUserContentFilter *filter
    = webkit_user_content_filter_store_save_finish (WEBKIT_USER_CONTENT_FILTER_STORE (source),
                                                    result, &error);

  if (filter != NULL)
    g_task_return_pointer (task, filter, (GDestroyNotify) webkit_user_content_filter_unref);
  else
    g_task_return_error (task, error);
}

void
postino_preview_shield_filter_async (gboolean            remote_images,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  static const char nothing[] = "[" BLOCK_ALL "," BUT ("data") "," BUT ("about") "]";
  static const char images[] = "[" BLOCK_ALL "," BUT ("data") "," BUT ("about") "," BUT_IMAGES "]";
  const char *rules = remote_images ? images : nothing;
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "postino", "preview", NULL);
  g_autoptr (WebKitUserContentFilterStore) store = webkit_user_content_filter_store_new (folder);
  g_autoptr (GBytes) bytes = g_bytes_new_static (rules, strlen (rules));
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  webkit_user_content_filter_store_save (store, remote_images ? "images" : "nothing", bytes,
                                         cancellable, filter_saved_cb, task);
}

WebKitUserContentFilter *
postino_preview_shield_filter_finish (GAsyncResult *result,
                                      GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
