/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names under which events stand in the database. They are never renamed: old rows hold
 * them. */

#include "events/event.h"

static const char *const names[] = {
  [POSTINO_EVENT_ACCEPTED] = "accepted",       [POSTINO_EVENT_DEFERRED] = "deferred",
  [POSTINO_EVENT_REFUSED] = "refused",         [POSTINO_EVENT_IN_DOUBT] = "in_doubt",
  [POSTINO_EVENT_EXPIRED] = "expired",         [POSTINO_EVENT_DECIDED] = "decided",
  [POSTINO_EVENT_OPENED] = "opened",           [POSTINO_EVENT_CLICKED] = "clicked",
  [POSTINO_EVENT_UNSUBSCRIBED] = "unsubscribed",
};

const char *
postino_event_type_to_name (PostinoEventType type)
{
  g_assert (type < G_N_ELEMENTS (names));
  return names[type];
}
