/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/server-guess.h"

/* campaign/server-guess for a window: asked on a thread, with the system's DNS and authorities. Main
 * context. */
void                postino_server_search_async  (PostinoProviderList *providers,
                                                  const char *address, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);

/* As postino_server_guess_find (). */
PostinoServerGuess *postino_server_search_finish (GAsyncResult *result, GError **error);
