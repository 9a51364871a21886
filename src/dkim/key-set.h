/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dkim/key.h"

/* The keys a domain signs with, each under its selector. Reference counted; immutable, and any
 * thread's, once everything has been added. */
typedef struct _PostinoDkimKeySet PostinoDkimKeySet;

/* @domain in A-labels. */
PostinoDkimKeySet *postino_dkim_key_set_new   (const char *domain);
void               postino_dkim_key_set_add   (PostinoDkimKeySet *set, const char *selector,
                                               PostinoDkimKey *key);
PostinoDkimKeySet *postino_dkim_key_set_ref   (PostinoDkimKeySet *set);
void               postino_dkim_key_set_unref (PostinoDkimKeySet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoDkimKeySet, postino_dkim_key_set_unref)

const char        *postino_dkim_key_set_get_domain   (PostinoDkimKeySet *set);
guint              postino_dkim_key_set_count        (PostinoDkimKeySet *set);
const char        *postino_dkim_key_set_get_selector (PostinoDkimKeySet *set, guint i);
PostinoDkimKey    *postino_dkim_key_set_get_key      (PostinoDkimKeySet *set, guint i); /* borrowed */
