/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact as a value: what contacts-table read from one row. */

#include "contacts/contact.h"

void
postino_contact_free (PostinoContact *contact)
{
  if (contact == NULL)
    return;
  g_free (contact->key);
  for (int i = 0; i < POSTINO_N_KNOWN; i++)
    g_free (contact->values[i]);
  g_clear_pointer (&contact->custom, g_hash_table_unref);
  g_free (contact);
}

const char *
postino_contact_get (const PostinoContact *contact,
                     const char           *key)
{
  PostinoKnownField field = postino_known_field_from_key (key);

  if (field != POSTINO_N_KNOWN)
    return contact->values[field];
  return contact->custom != NULL ? g_hash_table_lookup (contact->custom, key) : NULL;
}

char *
postino_contact_dup_display_name (const PostinoContact *contact)
{
  const char *first = contact->values[POSTINO_KNOWN_FIRST_NAME];
  const char *last = contact->values[POSTINO_KNOWN_LAST_NAME];

  if (contact->values[POSTINO_KNOWN_NAME] != NULL)
    return g_strdup (contact->values[POSTINO_KNOWN_NAME]);
  if (first != NULL && last != NULL)
    return g_strdup_printf ("%s %s", first, last);
  if (first != NULL || last != NULL)
    return g_strdup (first != NULL ? first : last);
  return g_strdup (contact->values[POSTINO_KNOWN_COMPANY]);
}
