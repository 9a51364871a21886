/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send/dispatcher.h"

/* While something is sent this computer does not fall asleep by itself, and when a person sends it to sleep the
 * sending has come to a clean pause before. Main context. */
typedef struct _PostinoPowerWatch PostinoPowerWatch;

/* Never fails: without a system bus, or logind on it, the computer sleeps as it likes. */
PostinoPowerWatch *postino_power_watch_new  (PostinoDispatcher *dispatcher);

/* Once a second. */
void               postino_power_watch_tick (PostinoPowerWatch *watch);

/* Lets go of the inhibitors. */
void               postino_power_watch_free (PostinoPowerWatch *watch);
