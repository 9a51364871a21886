/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/row-list.h"

/* The short tables the windows show. */

PostinoRowList *postino_row_list_new_lists      (PostinoStore *store); /* const PostinoList *, by name */
PostinoRowList *postino_row_list_new_servers    (PostinoStore *store); /* const PostinoServer * */
/* const PostinoDestinationRow *: those that are limited, by a person or for what they answered */
PostinoRowList *postino_row_list_new_destinations (PostinoStore *store);
PostinoRowList *postino_row_list_new_identities (PostinoStore *store); /* const PostinoIdentity * */
PostinoRowList *postino_row_list_new_fields     (PostinoStore *store); /* const PostinoField *, the user's */
PostinoRowList *postino_row_list_new_sent       (PostinoStore *store); /* const PostinoSent *, newest first */
