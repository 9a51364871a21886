/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/clock.h"
#include "stats/growth-query.h"
#include "store/store.h"

/* How the contacts grew, counted again when they changed, at most once in POSTINO_GROWTH_REST_S
 * seconds. Main context only; never waits for the database.
 *
 * Properties, read-only: "is-loaded", "failure" (a sentence; NULL: none). Signal "changed": it was
 * counted again. */
#define POSTINO_TYPE_GROWTH_WATCH (postino_growth_watch_get_type ())
G_DECLARE_FINAL_TYPE (PostinoGrowthWatch, postino_growth_watch, POSTINO, GROWTH_WATCH, GObject)

#define POSTINO_GROWTH_REST_S 60
#define POSTINO_GROWTH_CHUNK 50000 /* contacts in a read */

PostinoGrowthWatch  *postino_growth_watch_new (PostinoStore *store, PostinoClock *clock);

/* NULL until it was counted once; borrowed until it changes. */
const PostinoGrowth *postino_growth_watch_get (PostinoGrowthWatch *self);
