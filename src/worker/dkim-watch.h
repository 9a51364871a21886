/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/workspace.h"

/* Keeps what is known of DKIM records in DNS up to date: at the start, daily, sooner while a record
 * is awaited, and when a campaign is about to be sent. Main context; DNS is asked on a thread. */
typedef struct _PostinoDkimWatch PostinoDkimWatch;

PostinoDkimWatch *postino_dkim_watch_new  (PostinoWorkspace *workspace);

/* Once a second. */
void              postino_dkim_watch_tick (PostinoDkimWatch *watch);

/* Gives up what is being asked. */
void              postino_dkim_watch_free (PostinoDkimWatch *watch);
