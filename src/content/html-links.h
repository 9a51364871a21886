/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Tracking on the source text of a template: links are found and replaced as ranges of bytes, all
 * else stays as its author wrote it. Results are yours. Any thread; @urls by one at a time. */

enum { POSTINO_HTML_LINKS_MAX_URL_BYTES = 16 * 1024 }; /* longer ones are left alone */

/* Replaces every link that can be tracked by `{{ link.N }}`, N being its index in @urls (char *,
 * which the array's free function frees with g_free): the same address has one index, a new one is
 * appended. Tracked are href of <a> and <area>, http and https, without Liquid in it, outside
 * comments (those for Outlook too), scripts and {% raw %}. In @urls entities are decoded, blanks
 * around it and line ends within it are gone, as a browser does. */
char  *postino_html_links_mark              (const char *html, GPtrArray *urls);

/* The same for a plain-text template: addresses as people write them, without the punctuation that
 * follows. One that Liquid goes on in, or may go on in, is left alone. */
char  *postino_text_links_mark              (const char *text, GPtrArray *urls);

/* What to write in the place of an address, or NULL: it stays. @source is as it is written, @mask the same with
 * its Liquid painted over (liquid-mask), both @length bytes. */
typedef char *(*PostinoLinkFunc) (const char *source, const char *mask, gsize length, gpointer user_data);

/* Asks @func about the href of every <a> and <area>, also one with Liquid in it; and about every address in
 * a plain text that is known to be whole, as above. Yours. */
char  *postino_html_links_map               (const char *html, PostinoLinkFunc func, gpointer user_data);
char  *postino_text_links_map               (const char *text, PostinoLinkFunc func, gpointer user_data);

/* Links that cannot be tracked because Liquid stands in them, of a template not yet marked. Not
 * counted: the three addresses Postino makes itself (unsubscribe_url, preferences_url,
 * webview_url), mailto:, tel:, sms: and #. */
guint  postino_html_links_count_dynamic     (const char *html);

/* Links that lead nowhere from a mailbox: addresses, as a browser reads them, without a scheme
 * ("www.shop.example", "page.html"), without a host ("http:/shop.example"), empty, or of a script; each
 * once, in order (char *). Those with Liquid in them are not judged. */
GPtrArray *postino_html_links_list_broken   (const char *html);

/* Before the last </body>, else the last </html>, else at the end. */
char  *postino_html_insert_before_body_end  (const char *html, const char *fragment);

/* Behind <body …>; else behind </head>; else behind what a page without them begins with (doctype,
 * <html>, <meta>, <style> …); so at worst at the start. */
char  *postino_html_insert_after_body_start (const char *html, const char *fragment);
