/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "net/dns.h"
#include "send/destination.h"
#include "store/store.h"

/* Which destination takes the mail of which domain. Guarded by a lock of the owner's; the functions that do not
 * say so take it themselves, and are of one thread. */
typedef struct _PostinoDestinationMap PostinoDestinationMap;

/* A domain of recipients' addresses; there as long as the map is. */
typedef struct {
  char *name; /* A-labels */
  PostinoDestination *destination;
  gint64 asked_us; /* its MX were asked for then, on the clock that does not jump; 0: not yet */
} PostinoMailDomain;

/* So many domains are told apart; those of the rest share one destination, and nobody asks for them. */
#define POSTINO_MAIL_DOMAINS_MAX 20000

/* @lock and @clock are borrowed; @dns (may be NULL: nobody is asked) is not. */
PostinoDestinationMap *postino_destination_map_new  (PostinoStore *store, PostinoClock *clock, GMutex *lock,
                                                     PostinoDns *dns);
/* Gives up questions that are under way. */
void                   postino_destination_map_free (PostinoDestinationMap *map);

/* With the lock held; borrowed. @asks: who takes its mail is asked in the background, where the list of providers
 * does not know it. */
PostinoMailDomain *postino_destination_map_find (PostinoDestinationMap *map, const char *name, gboolean asks);

/* Takes over what a person changed and, at first, what was learnt before this program began, unless @changed (of
 * POSTINO_TOPIC_SERVERS) is the number it was done at. */
gboolean           postino_destination_map_refresh (PostinoDestinationMap *map, gint64 changed, GError **error);

/* Writes down what was learnt since. */
gboolean           postino_destination_map_save    (PostinoDestinationMap *map, GError **error);
