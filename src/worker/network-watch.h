/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send/dispatcher.h"

/* Tells @dispatcher whether this computer has a network, as GNetworkMonitor sees it (NetworkManager, a portal, or the
 * routes of the kernel). Main context. */
typedef struct _PostinoNetworkWatch PostinoNetworkWatch;

PostinoNetworkWatch *postino_network_watch_new  (PostinoDispatcher *dispatcher);
void                 postino_network_watch_free (PostinoNetworkWatch *watch);
