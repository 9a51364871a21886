/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

/* Looks at topics of the table `change` for a model. Of the main context; its reading is done on a
 * store thread. */
typedef struct _PostinoTopicWatch PostinoTopicWatch;

/* A look was done. @moved: something under the topics has changed since the look before; TRUE for
 * the first one. The watch may be freed inside. */
typedef void (*PostinoLookedFunc) (gboolean moved, gpointer user_data);

/* Looks at once, then every second. @topics: at most POSTINO_TOPIC_WATCH_MAX, NULL-terminated,
 * static. */
PostinoTopicWatch *postino_topic_watch_new  (PostinoStore *store, const char *const *topics,
                                             PostinoLookedFunc looked,
                                             gpointer user_data);
void               postino_topic_watch_free (PostinoTopicWatch *watch);

/* A nudge: looks now, but no sooner than a quarter of a second after the look before. */
void               postino_topic_watch_look (PostinoTopicWatch *watch);

#define POSTINO_TOPIC_WATCH_MAX 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoTopicWatch, postino_topic_watch_free)
