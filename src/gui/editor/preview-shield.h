/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

/* A web view that shows a page and does nothing else. Main context only. */

/* No script of the page runs, nothing is loaded but what is in the page; with @remote_images also
 * images, over a session of their own that keeps nothing. It goes nowhere but to the page it is
 * given with postino_preview_shield_load (). */
WebKitWebView           *postino_preview_shield_new_view      (gboolean remote_images);

/* @func hears of the links a person clicks, NULL: nobody does; the view stays where it is. */
typedef void (*PostinoShieldLinkFunc) (const char *uri, gpointer user_data);
void                     postino_preview_shield_watch_links   (WebKitWebView        *view,
                                                               PostinoShieldLinkFunc func,
                                                               gpointer user_data);

/* Loads the empty page, its policy in it; content is put into it afterwards. Only once the filter
 * is in place. */
void                     postino_preview_shield_load          (WebKitWebView *view,
                                                               WebKitUserContentFilter *filter);

/* The filter that blocks what the policy has let through; compiled on a thread, kept in the user's
 * cache folder. */
void                     postino_preview_shield_filter_async  (gboolean remote_images,
                                                               GCancellable *cancellable,
                                                               GAsyncReadyCallback callback,
                                                               gpointer user_data);
WebKitUserContentFilter *postino_preview_shield_filter_finish (GAsyncResult *result,
                                                               GError **error);
