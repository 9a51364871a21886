/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Who a message is from. A value; strings but email and name may be NULL. */
typedef struct {
  gint64 id;
  char *email;
  char *name;
  char *reply_to;
  char *unsubscribe_to; /* takes mailto: unsubscribes */
  char *postal_address;
  char *legal;
  char *privacy_url;
} PostinoIdentity;

void        postino_identity_free       (PostinoIdentity *identity);
/* of the address; borrowed */
const char *postino_identity_get_domain (const PostinoIdentity *identity);

/* What a person typed as it is kept: addresses as they go on the wire, the name on one line. Members
 * that are NULL or empty stay so. POSTINO_ERROR_USAGE with a sentence about the first that is wrong. */
gboolean    postino_identity_normalize  (PostinoIdentity *identity, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoIdentity, postino_identity_free)
