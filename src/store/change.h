/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* The topics somebody may watch. One bump a transaction and topic is enough; more do no harm. */
#define POSTINO_TOPIC_CONTACTS "contacts"
#define POSTINO_TOPIC_LISTS "lists"
#define POSTINO_TOPIC_SUPPRESSIONS "suppressions"
#define POSTINO_TOPIC_SERVERS "servers"
#define POSTINO_TOPIC_DESTINATIONS "destinations" /* recipients' providers */
#define POSTINO_TOPIC_IDENTITIES "identities"
#define POSTINO_TOPIC_CAMPAIGNS "campaigns"
#define POSTINO_TOPIC_LEDGER "ledger"
#define POSTINO_TOPIC_EVENTS "events"
#define POSTINO_TOPIC_IMPORTS "imports"
#define POSTINO_TOPIC_SETTINGS "settings"
#define POSTINO_TOPIC_SANDBOX "sandbox" /* in sandbox.db */

/* Says that something under @topic has changed; inside the transaction that changes it. */
gboolean postino_change_bump (PostinoDb *db, const char *topic, GError **error);

/* The topic's number, 0 if it was never bumped; -1 on failure. */
gint64   postino_change_read (PostinoDb *db, const char *topic, GError **error);
