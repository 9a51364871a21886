/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* For short lists that are read whole; private to model/. Puts @with (taken) in the place of
 * *@items, and emits items-changed for what differs between the ends that stayed the same objects.
 * TRUE if the number of items changed. */
gboolean postino_item_splice (GListModel *owner, GPtrArray **items, GPtrArray *with);
