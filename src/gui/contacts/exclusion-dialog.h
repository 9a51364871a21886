/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

#include "contacts/suppression-table.h"

/* What is asked and said about who must not be mailed. */

/* Asks why @key may be mailed again, and lifts it; where promise 2 does not let it be lifted, says
 * why not. */
void  postino_exclusion_ask_to_lift (GtkWidget *from, PostinoSession *session, const char *key,
                                     PostinoSuppressionReason reason);

/* Asks why @key, an address or "@domain", must not be mailed. */
void  postino_exclusion_ask_why     (GtkWidget *from, PostinoSession *session, const char *key);

/* Asks for an address or a domain and the reason. */
void  postino_exclusion_ask_to_add  (GtkWidget *from, PostinoSession *session);

/* "Link in a message": where it comes from, for people; static, or @source itself. */
const char *postino_exclusion_describe_source (const char *source);
