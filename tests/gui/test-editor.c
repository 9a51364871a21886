/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor in a real window: hostile newsletters reach nobody and run nothing, the preview keeps its place, an error
 * names its line while the last good preview stays, and how long it takes from a key until it is seen. */
#include <libsoup/soup.h>
#include <string.h>

#include "editor-window.h"
#include "widget-tree.h"

#include "gui/editor/contact-chooser.h"
#include "gui/editor/find-bar.h"
#include "gui/editor/source.h"
#include "gui/editor/text-part.h"
#include "gui/widgets/banner.h"

enum { N_KEYS = 60, LONG_PAGE_BYTES = 100 * 1000, QUIET_MS = 1200 };

/* ---- a server that hears every request ---- */

static GPtrArray *requests; /* char *: paths */
static char *origin;        /* "http://127.0.0.1:PORT" */

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  static const char pixel[] = "GIF89a\1\0\1\0\200\0\0\0\0\0\377\377\377!\371\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";

  g_ptr_array_add (requests, g_strdup (path));
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "image/gif", SOUP_MEMORY_STATIC, pixel, sizeof pixel - 1);
}

static SoupServer *
start_server (void)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, request_cb, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  origin = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  requests = g_ptr_array_new_with_free_func (g_free);
  return server;
}

/* ---- the page, asked from a world of the test's own ---- */

typedef struct {
  gboolean is_done;
  double number;
} Answer;

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value
    = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result, &error);

  g_assert_no_error (error);
  answer->number = jsc_value_to_double (value);
  answer->is_done = TRUE;
}

static double
ask (EditorWindow *window,
     const char   *script,
     const char   *html)
{
  WebKitWebView *view = find_widget (GTK_WIDGET (window->editor), WEBKIT_TYPE_WEB_VIEW);
  Answer answer = { 0 };
  GVariantDict arguments;

  g_variant_dict_init (&arguments, NULL);
  g_variant_dict_insert (&arguments, "html", "s", html != NULL ? html : "");
  webkit_web_view_call_async_javascript_function (view, script, -1, g_variant_dict_end (&arguments), "test", NULL, NULL,
                                                  answer_cb, &answer);
  await (answer.is_done);
  return answer.number;
}

static void
count_cb (PostinoPreview *preview,
          guint           serial,
          guint          *n)
{
  (*n)++;
}

/* Writes @html as somebody who typed it, and waits until the preview has it. */
static void
write_html (EditorWindow *window,
            const char   *html)
{
  PostinoPreview *preview = find_widget (GTK_WIDGET (window->editor), POSTINO_TYPE_PREVIEW);
  guint n_shown = 0;
  gulong handler = g_signal_connect (preview, "shown", G_CALLBACK (count_cb), &n_shown);

  postino_draft_content_set_html (window->draft, html);
  await (n_shown > 0);
  g_signal_handler_disconnect (preview, handler);
}

/* ---- hostile newsletters ---- */

/* @ is the server. What runs marks the page. */
static const char hostile[]
  = "<!doctype html><html><head><title>t</title><base href='@/base/'>"
    "<meta http-equiv='refresh' content='0;url=@/refresh'>"
    "<meta http-equiv='Content-Security-Policy' content='default-src *'>"
    "<link rel='stylesheet' href='@/sheet'><link rel='preconnect' href='@'><link rel='dns-prefetch' href='@'>"
    "<link rel='prefetch' href='@/prefetch'><link rel='preload' as='image' href='@/preload'><link rel='icon' href='@/icon'>"
    "<style>@import url(@/import); @font-face { font-family: f; src: url(@/font); } body { font-family: f;"
    "background: url(@/img-css); cursor: url(@/cursor), auto; }</style>"
    "<script>document.documentElement.setAttribute('data-ran', 'script')</script><script src='@/script'></script></head>"
    "<body background='@/img-body' onload=\"document.documentElement.setAttribute('data-ran', 'onload')\">"
    "<img src='x:y' onerror=\"document.documentElement.setAttribute('data-ran', 'onerror')\">"
    "<img src='@/img-plain'><img srcset='@/img-srcset 1x, @/img-srcset2 2x'>"
    "<picture><source srcset='@/img-picture'><img src='@/img-picture2'></picture>"
    "<iframe src='@/iframe'></iframe><iframe srcdoc=\"<img src='@/srcdoc'><script>top.document.documentElement"
    ".setAttribute('data-ran', 'srcdoc')</script>\"></iframe>"
    "<object data='@/object'></object><embed src='@/embed'><applet archive='@/applet'></applet>"
    "<video src='@/video' poster='@/img-poster' autoplay></video><audio src='@/audio' autoplay></audio>"
    "<video><source src='@/source'><track src='@/track' default></video>"
    "<form action='@/form' id='f'><input name='attributes'><input type='image' src='@/img-input'></form>"
    "<img name='querySelectorAll'><img name='body'><img name='documentElement'>"
    "<a id='js' href=\" java\tscript:document.documentElement.setAttribute('data-ran', 'link')\">x</a>"
    "<a id='out' href='@/link' ping='@/ping' target='_blank'>x</a><a id='file' href='@/file' download>x</a>"
    "<svg onload=\"document.documentElement.setAttribute('data-ran', 'svg')\"><script>document.documentElement"
    ".setAttribute('data-ran', 'svg-script')</script><image href='@/img-svg'/><use href='@/use#a'/>"
    "<foreignObject><iframe src='@/foreign'></iframe></foreignObject></svg>"
    "<div style='background: url(@/img-inline); list-style: url(@/img-list)'>x</div><input onfocus=\"document"
    ".documentElement.setAttribute('data-ran', 'focus')\" autofocus><body style='border-image: url(@/img-border)'>"
    "<marquee onstart=\"document.documentElement.setAttribute('data-ran', 'marquee')\">x</marquee>"
    "<details open ontoggle=\"document.documentElement.setAttribute('data-ran', 'toggle')\">x</details></body></html>";

static const char *const pokes[] = {
  "document.getElementById ('out') && document.getElementById ('out').click (); return 0",
  "document.getElementById ('js') && document.getElementById ('js').click (); return 0",
  "document.getElementById ('file') && document.getElementById ('file').click (); return 0",
  "const f = document.getElementById ('f'); if (f) { f.setAttribute ('action', html + '/submit');"
  "HTMLFormElement.prototype.submit.call (f); } return 0",
  "location.href = html + '/location'; return 0",
  "window.open (html + '/open'); return 0",
  "new Image ().src = html + '/image'; return 0",
  "fetch (html + '/fetch').catch (() => 0); return 0",
  "navigator.sendBeacon && navigator.sendBeacon (html + '/beacon', 'x'); return 0",
  "try { new WebSocket (html.replace ('http', 'ws') + '/socket'); } catch (e) { } return 0",
};

static char *
fill_in_origin (const char *text)
{
  GString *filled = g_string_new (text);
  g_autofree char *quoted = g_strdup_printf ("'%s'", origin);
  g_autofree char *folder = g_strconcat (origin, "/", NULL);

  g_string_replace (filled, "@/", folder, 0);
  g_string_replace (filled, "'@'", quoted, 0);
  return g_string_free (filled, FALSE);
}

static void
assert_quiet (void)
{
  let_pass (QUIET_MS);
  for (guint i = 0; i < requests->len; i++)
    g_test_message ("asked for %s", (const char *) requests->pdata[i]);
  g_assert_cmpuint (requests->len, ==, 0);
}

static void
assert_nothing_ran (EditorWindow *window)
{
  g_assert_cmpfloat (ask (window, "return Element.prototype.hasAttribute.call (document.getElementsByTagName ('html')[0],"
                          "'data-ran') ? 1 : 0", NULL), ==, 0);
}

static void
poke (EditorWindow *window)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pokes); i++)
    {
      g_test_message ("%s", pokes[i]);
      ask (window, pokes[i], origin);
    }
}

static void
test_hostile (void)
{
  EditorWindow window = { 0 };
  g_autofree char *html = fill_in_origin (hostile);

  open_editor (&window, 1100, 700);
  write_html (&window, html);
  assert_quiet ();
  assert_nothing_ran (&window);
  g_assert_cmpfloat (ask (&window, "return document.getElementsByTagName ('iframe').length", NULL), ==, 0);
  poke (&window);
  assert_quiet ();
  assert_nothing_ran (&window);
  close_editor (&window);
}

/* Put into the page without what preview.js takes out: policy, filter and session hold alone. */
static void
test_hostile_raw (void)
{
  EditorWindow window = { 0 };
  g_autofree char *html = fill_in_origin (hostile);

  open_editor (&window, 1100, 700);
  write_html (&window, "<p>x</p>");
  ask (&window, "document.body.innerHTML = html; document.head.innerHTML += html; return 0", html);
  assert_quiet ();
  assert_nothing_ran (&window);
  poke (&window);
  assert_quiet ();
  assert_nothing_ran (&window);
  close_editor (&window);
}

/* Asked for, images come; nothing else does. This also shows that the server would have heard. */
static void
test_remote_images (void)
{
  EditorWindow window = { 0 };
  g_autofree char *html = fill_in_origin (hostile);
  PostinoPreview *preview;

  open_editor (&window, 1100, 700);
  write_html (&window, "<p>x</p>");
  preview = find_widget (GTK_WIDGET (window.editor), POSTINO_TYPE_PREVIEW);
  postino_preview_set_remote_images (preview, TRUE);
  write_html (&window, html);
  await (requests->len >= 5);
  let_pass (QUIET_MS);
  for (guint i = 0; i < requests->len; i++)
    {
      g_test_message ("asked for %s", (const char *) requests->pdata[i]);
      g_assert_true (g_str_has_prefix (requests->pdata[i], "/img-") || g_str_equal (requests->pdata[i], "/cursor"));
    }
  assert_nothing_ran (&window);
  g_ptr_array_set_size (requests, 0);

  postino_preview_set_remote_images (preview, FALSE);
  write_html (&window, "<p>again</p>");
  write_html (&window, html);
  assert_quiet ();
  close_editor (&window);
}

/* ---- staying in place, errors ---- */

static char *
make_long_page (gsize size)
{
  GString *html = g_string_new ("<!doctype html><html lang=\"en\"><head><style>td { padding: 4px }</style></head><body>\n");

  while (html->len < size)
    g_string_append (html, "<table role=\"presentation\"><tr><td style=\"padding:4px\">"
                     "<p>Dear {{ contact.first_name | default: 'friend' }}, some words &amp; more of them.</p>"
                     "<a href=\"https://example.com/\">A link</a></td></tr></table>\n");
  g_string_append (html, "</body></html>");
  return g_string_free (html, FALSE);
}

static GtkTextBuffer *
get_buffer (EditorWindow *window)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_widget (GTK_WIDGET (window->editor), GTK_SOURCE_TYPE_VIEW)));
}

static void
type_at_line (EditorWindow *window,
              int           line,
              const char   *text)
{
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_line (get_buffer (window), &at, line);
  gtk_text_buffer_insert (get_buffer (window), &at, text, -1);
}

static void
test_scroll_is_kept (void)
{
  EditorWindow window = { 0 };
  g_autofree char *html = make_long_page (LONG_PAGE_BYTES);
  PostinoPreview *preview;
  guint n_shown = 0;
  double before;

  open_editor (&window, 1100, 700);
  write_html (&window, html);
  preview = find_widget (GTK_WIDGET (window.editor), POSTINO_TYPE_PREVIEW);
  before = ask (&window, "window.scrollTo (0, 5000); return window.scrollY", NULL);
  g_assert_cmpfloat (before, >, 4900);
  g_signal_connect (preview, "shown", G_CALLBACK (count_cb), &n_shown);
  type_at_line (&window, 500, "<b id=\"typed\">typed</b>");
  await (n_shown > 0);
  g_assert_cmpfloat (ask (&window, "return document.getElementById ('typed') ? 1 : 0", NULL), ==, 1);
  g_assert_cmpfloat (ask (&window, "return window.scrollY", NULL), ==, before);
  close_editor (&window);
}

static PostinoBanner *
find_banner_with (GtkWidget  *from,
                  const char *words)
{
  g_autofree char *title = NULL;
  gboolean is_revealed = FALSE;

  if (POSTINO_IS_BANNER (from))
    {
      g_object_get (from, "title", &title, "is-revealed", &is_revealed, NULL);
      return is_revealed && title != NULL && strstr (title, words) != NULL ? POSTINO_BANNER (from) : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      PostinoBanner *found = find_banner_with (child, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_error (void)
{
  EditorWindow window = { 0 };
  PostinoBanner *banner;
  g_autofree char *label = NULL;
  GtkTextIter at;

  open_editor (&window, 1100, 700);
  write_html (&window, "<p id=\"good\">good</p>\n<p>two</p>\n<p>three</p>");
  type_at_line (&window, 2, "{% if contact.city %}");
  await (find_banner_with (GTK_WIDGET (window.editor), "ine 3") != NULL);
  banner = find_banner_with (GTK_WIDGET (window.editor), "ine 3");
  g_object_get (banner, "button-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Go to Line 3");
  g_assert_cmpfloat (ask (&window, "return document.getElementById ('good') ? 1 : 0", NULL), ==, 1);

  /* The line is marked, and the button leads there. */
  gtk_text_buffer_get_iter_at_line (get_buffer (&window), &at, 2);
  g_assert_true (gtk_source_buffer_get_source_marks_at_line (GTK_SOURCE_BUFFER (get_buffer (&window)), 2, NULL) != NULL);
  g_signal_emit_by_name (banner, "button-clicked");
  gtk_text_buffer_get_iter_at_mark (get_buffer (&window), &at, gtk_text_buffer_get_insert (get_buffer (&window)));
  g_assert_cmpint (gtk_text_iter_get_line (&at), ==, 2);

  type_at_line (&window, 2, "{% endif %}");
  type_at_line (&window, 2, "{% if x %}");
  gtk_text_buffer_set_text (get_buffer (&window), "<p>mended</p>", -1);
  await (find_banner_with (GTK_WIDGET (window.editor), "ine 3") == NULL);
  close_editor (&window);
}

/* The web process ends under it: the page comes back by itself. */
static void
test_process_dies (void)
{
  EditorWindow window = { 0 };
  PostinoPreview *preview;
  guint n_shown = 0;

  open_editor (&window, 1100, 700);
  write_html (&window, "<p id=\"here\">here</p>");
  preview = find_widget (GTK_WIDGET (window.editor), POSTINO_TYPE_PREVIEW);
  g_signal_connect (preview, "shown", G_CALLBACK (count_cb), &n_shown);
  webkit_web_view_terminate_web_process (find_widget (GTK_WIDGET (window.editor), WEBKIT_TYPE_WEB_VIEW));
  await (n_shown > 0);
  g_assert_null (postino_preview_get_trouble (preview));
  g_assert_cmpfloat (ask (&window, "return document.getElementById ('here') ? 1 : 0", NULL), ==, 1);
  close_editor (&window);
}

/* ---- contacts, the text part, files ---- */

/* Looked at as a contact: the popover finds them, the preview says their name. */
static void
test_contact (void)
{
  EditorWindow window = { 0 };
  PostinoContactChooser *chooser;
  GtkMenuButton *button;
  GtkListView *list;
  GtkSelectionModel *contacts;

  open_editor (&window, 1100, 700);
  write_html (&window, "<p id=\"{{ contact.first_name | default: 'nobody' }}\">x</p>");
  g_assert_cmpfloat (ask (&window, "return document.getElementById ('nobody') ? 1 : 0", NULL), ==, 1);
  chooser = find_widget (GTK_WIDGET (window.editor), POSTINO_TYPE_CONTACT_CHOOSER);
  button = find_widget (GTK_WIDGET (chooser), GTK_TYPE_MENU_BUTTON);
  gtk_menu_button_popup (button);
  list = find_widget (GTK_WIDGET (gtk_menu_button_get_popover (button)), GTK_TYPE_LIST_VIEW);
  await (gtk_list_view_get_model (list) != NULL);
  contacts = gtk_list_view_get_model (list);
  await (g_list_model_get_n_items (G_LIST_MODEL (contacts)) == 3);
  while (postino_contact_chooser_get_key (chooser) == NULL) /* until the row is read */
    {
      g_signal_emit_by_name (list, "activate", 1);
      let_pass (50);
    }
  g_assert_cmpstr (postino_contact_chooser_get_key (chooser), ==, "bruno@example.org");
  while (ask (&window, "return document.getElementById ('Bruno') ? 1 : 0", NULL) == 0)
    let_pass (20);
  close_editor (&window);
}

/* The text that the item @i of the first section of the field menu inserts; yours. */
static char *
dup_field_text (EditorWindow *window,
                int           i)
{
  GtkMenuButton *button = find_widget (GTK_WIDGET (window->editor), GTK_TYPE_MENU_BUTTON);
  g_autoptr (GMenuModel) contact = NULL;
  g_autoptr (GVariant) text = NULL;

  contact = g_menu_model_get_item_link (gtk_menu_button_get_menu_model (button), 0, G_MENU_LINK_SECTION);
  text = g_menu_model_get_item_attribute_value (contact, i, G_MENU_ATTRIBUTE_TARGET, G_VARIANT_TYPE_STRING);
  return g_variant_dup_string (text, NULL);
}

/* Whoever chose a field writes on behind it, not into its fallback. */
static void
test_field (void)
{
  EditorWindow window = { 0 };
  g_autofree char *email = NULL;
  g_autofree char *first_name = NULL;
  g_autofree char *text = NULL;

  open_editor (&window, 1100, 700);
  write_html (&window, "");
  email = dup_field_text (&window, 0);
  first_name = dup_field_text (&window, 1);
  g_assert_cmpstr (email, ==, "{{ contact.email }}");
  gtk_widget_activate_action (GTK_WIDGET (window.editor), "editor.insert", "s", first_name);
  gtk_text_buffer_insert_at_cursor (get_buffer (&window), ", hello", -1);
  text = postino_source_dup_text (find_widget (GTK_WIDGET (window.editor), POSTINO_TYPE_SOURCE));
  g_assert_cmpstr (text, ==, "{{ contact.first_name | default: \"\" }}, hello");
  close_editor (&window);
}

/* Escape closes the find bar, from the text too; else it does nothing, and leads nowhere. */
static void
test_escape (void)
{
  EditorWindow window = { 0 };
  PostinoSource *source;
  PostinoFindBar *bar;

  open_editor (&window, 1100, 700);
  write_html (&window, "<p>words</p>");
  source = find_widget (GTK_WIDGET (window.editor), POSTINO_TYPE_SOURCE);
  bar = find_widget (GTK_WIDGET (source), POSTINO_TYPE_FIND_BAR);
  postino_source_find (source);
  g_assert_true (postino_find_bar_is_open (bar));
  g_assert_true (press_key (GTK_WIDGET (source), GDK_KEY_Escape));
  g_assert_false (postino_find_bar_is_open (bar));
  g_assert_false (press_key (GTK_WIDGET (source), GDK_KEY_Escape));
  close_editor (&window);
}

static void
press (GtkWidget  *from,
       const char *label)
{
  if (GTK_IS_BUTTON (from) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (from)), label) == 0)
    g_signal_emit_by_name (from, "clicked");
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    press (child, label);
}

/* Made from the HTML until it is taken over; then the author's, until it is given back. */
static void
test_text_part (void)
{
  EditorWindow window = { 0 };
  PostinoTextPart *part;
  PostinoSource *source;
  g_autofree char *made = NULL;
  g_autofree char *again = NULL;

  open_editor (&window, 1100, 700);
  write_html (&window, "<h1>Hello {{ contact.first_name }}</h1>");
  part = find_widget (GTK_WIDGET (window.editor), POSTINO_TYPE_TEXT_PART);
  source = postino_text_part_get_source (part);
  press (GTK_WIDGET (window.editor), "Text");
  await (gtk_widget_get_mapped (GTK_WIDGET (part)));
  made = postino_source_dup_text (source);
  g_assert_nonnull (strstr (made, "{{ contact.first_name }}"));
  g_assert_cmpstr (postino_draft_content_get_text (window.draft), ==, "");

  press (GTK_WIDGET (part), "Write My Own");
  g_assert_cmpstr (postino_draft_content_get_text (window.draft), ==, made);
  postino_source_insert (source, "Mine: ");
  g_assert_nonnull (strstr (postino_draft_content_get_text (window.draft), "Mine: "));

  press (GTK_WIDGET (part), "Make It from the HTML");
  again = postino_source_dup_text (source);
  g_assert_cmpstr (again, ==, made);
  g_assert_cmpstr (postino_draft_content_get_text (window.draft), ==, "");
  close_editor (&window);
}

static void
paste_file (EditorWindow *window,
            const char   *name,
            const char   *contents,
            gssize        size)
{
  GtkWidget *view = find_widget (GTK_WIDGET (window->editor), GTK_SOURCE_TYPE_VIEW);
  g_autofree char *path = g_build_filename (window->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GSList files = { file, NULL };
  GValue value = G_VALUE_INIT;
  GdkContentProvider *provider;

  g_assert_true (g_file_set_contents (path, contents, size, NULL));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &files);
  provider = gdk_content_provider_new_for_value (&value);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (view), provider);
  g_signal_emit_by_name (view, "paste-clipboard");
  g_object_unref (provider);
  g_value_unset (&value);
}

#define await_html(words) await (strstr (postino_draft_content_get_html (window.draft), words) != NULL)

static void
test_files (void)
{
  EditorWindow window = { 0 };
  g_autofree char *big = g_malloc0 (5 * 1024 * 1024);

  open_editor (&window, 1100, 700);
  paste_file (&window, "page.html", "<!doctype html><p>perch\xe9", -1);
  await_html ("perché");
  paste_file (&window, "piece.html", "<b>piece</b>", -1);
  await_html ("<b>piece</b>");
  g_assert_nonnull (strstr (postino_draft_content_get_html (window.draft), "perché"));
  paste_file (&window, "other.html", "<html><p>other</html>", -1);
  await_html ("other");
  g_assert_cmpstr (postino_draft_content_get_html (window.draft), ==, "<html><p>other</html>");
  gtk_text_buffer_undo (get_buffer (&window));
  await_html ("<b>piece</b>");

  /* What is none, or too much, changes nothing. */
  memset (big, 'a', 5 * 1024 * 1024);
  paste_file (&window, "big.html", big, 5 * 1024 * 1024);
  let_pass (300);
  paste_file (&window, "picture.html", "\x89PNG\0\0", 6);
  let_pass (300);
  await_html ("<b>piece</b>");
  g_assert_null (strstr (postino_draft_content_get_html (window.draft), "aaaa"));
  close_editor (&window);
}

/* ---- from a key to what is seen of it ---- */

static int
compare_times (gconstpointer one,
               gconstpointer other)
{
  gint64 a = *(const gint64 *) one;
  gint64 b = *(const gint64 *) other;

  return (a > b) - (a < b);
}

static void
picture_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) picture = webkit_web_view_get_snapshot_finish (WEBKIT_WEB_VIEW (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (picture);
  *(gboolean *) user_data = TRUE;
}

/* More than a frame: the page is painted a second time for it, and sent over as a picture. */
static void
wait_for_picture (EditorWindow *window)
{
  gboolean is_done = FALSE;

  webkit_web_view_get_snapshot (find_widget (GTK_WIDGET (window->editor), WEBKIT_TYPE_WEB_VIEW),
                                WEBKIT_SNAPSHOT_REGION_VISIBLE, WEBKIT_SNAPSHOT_OPTIONS_NONE, NULL, picture_cb, &is_done);
  await (is_done);
}

static void
report (const char *where,
        const char *what,
        GArray     *times)
{
  g_array_sort (times, compare_times);
  g_print ("# 100 kB, a key typed %s, until it is %s: median %.1f ms, p95 %.1f ms\n", where, what,
           (double) g_array_index (times, gint64, N_KEYS / 2) / 1000,
           (double) g_array_index (times, gint64, N_KEYS * 95 / 100) / 1000);
}

static void
measure_keys (EditorWindow *window,
              int           line,
              const char   *where)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) pictures = g_array_new (FALSE, FALSE, sizeof (gint64));
  PostinoPreview *preview = find_widget (GTK_WIDGET (window->editor), POSTINO_TYPE_PREVIEW);
  guint n_shown = 0;
  gulong handler = g_signal_connect (preview, "shown", G_CALLBACK (count_cb), &n_shown);

  for (int i = 0; i < N_KEYS; i++)
    {
      gint64 began_us = g_get_monotonic_time ();
      gint64 took_us;

      n_shown = 0;
      type_at_line (window, line, "x");
      await (n_shown > 0);
      took_us = g_get_monotonic_time () - began_us;
      g_array_append_val (times, took_us);
      wait_for_picture (window);
      took_us = g_get_monotonic_time () - began_us;
      g_array_append_val (pictures, took_us);
      let_pass (60);
    }
  g_signal_handler_disconnect (preview, handler);
  report (where, "in the page", times);
  report (where, "painted, and read back as a picture", pictures);
  g_assert_cmpint (g_array_index (times, gint64, N_KEYS / 2), <, 250 * 1000);
}

/* GtkSourceView finds the colours anew from the key to the end of the text: at the beginning it takes longest. */
static void
test_latency (void)
{
  EditorWindow window = { 0 };
  g_autofree char *html = make_long_page (LONG_PAGE_BYTES);

  open_editor (&window, 1100, 700);
  write_html (&window, html);
  let_pass (1000);
  measure_keys (&window, 2, "at the top");
  measure_keys (&window, gtk_text_buffer_get_line_count (get_buffer (&window)) / 2, "in the middle");
  close_editor (&window);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (SoupServer) server = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  gtk_source_init ();
  server = start_server ();
  g_test_add_func ("/editor/hostile", test_hostile);
  g_test_add_func ("/editor/hostile-raw", test_hostile_raw);
  g_test_add_func ("/editor/remote-images", test_remote_images);
  g_test_add_func ("/editor/scroll-is-kept", test_scroll_is_kept);
  g_test_add_func ("/editor/error", test_error);
  g_test_add_func ("/editor/process-dies", test_process_dies);
  g_test_add_func ("/editor/contact", test_contact);
  g_test_add_func ("/editor/field", test_field);
  g_test_add_func ("/editor/escape", test_escape);
  g_test_add_func ("/editor/text-part", test_text_part);
  g_test_add_func ("/editor/files", test_files);
  g_test_add_func ("/editor/latency", test_latency);
  status = g_test_run ();
  g_ptr_array_unref (requests);
  g_free (origin);
  return status;
}
