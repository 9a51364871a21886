/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/provider-list.h"

/* Where recipients have their mailboxes, as people name it: a provider of the list, or a domain. */

/* What is called so: the id of a provider (also by one of its domains), or the domain of its own that @said is. NULL
 * with POSTINO_ERROR_NOT_FOUND if it is neither. Yours. */
char       *postino_destination_find_id  (PostinoProviderList *providers, const char *said, GError **error);

/* For people; borrowed of @providers or of @id. */
const char *postino_destination_get_name (PostinoProviderList *providers, const char *id);
