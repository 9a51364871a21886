/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send/route-table.h"
#include "send/sender.h"

/* Why nothing of @sender can be sent now, as a sentence for people: all its routes are closed, or where what is left of it
 * goes asked to slow down. NULL: something can. With the lock of @routes held; yours. */
char *postino_obstacle_find (PostinoRouteTable *routes, PostinoSender *sender, PostinoClock *clock);
