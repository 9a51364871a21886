/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* "gmail.com" for ann@gmial.com: the well-known domain this one is a slip away from; NULL where
 * there is none, or the domain is itself well known. A hint for people, never acted upon. Yours;
 * any thread. */
char    *postino_address_hint       (const char *address);

/* Is @domain one of those, where anybody has a mailbox? */
gboolean postino_address_hint_knows (const char *domain);
