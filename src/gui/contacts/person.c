/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a person for the pane. Consent and suppression go by the address, not by the contact: so what
 * was said before it was deleted and came back is there. */

#include "gui/contacts/person.h"

#include "campaign/person-query.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"
#include "contacts/lists-table.h"
#include "contacts/tags-table.h"

PostinoPerson *
postino_person_new (gint64 id,
                    guint  max_facts)
{
  PostinoPerson *person = g_new0 (PostinoPerson, 1);

  person->id = id;
  person->max_facts = max_facts;
  return person;
}

void
postino_person_free (PostinoPerson *person)
{
  if (person == NULL)
    return;
  postino_contact_free (person->contact);
  for (int i = 0; i < POSTINO_N_PURPOSES; i++)
    postino_consent_free (person->consents[i]);
  g_clear_pointer (&person->fields, g_ptr_array_unref);
  g_clear_pointer (&person->suppressions, g_ptr_array_unref);
  g_clear_pointer (&person->facts, g_ptr_array_unref);
  g_strfreev (person->lists);
  g_strfreev (person->tags);
  g_free (person);
}

static gboolean
read_permission (PostinoDb     *db,
                 PostinoPerson *person,
                 GError       **error)
{
  const char *key = person->contact->key;

  for (int i = 0; i < POSTINO_N_PURPOSES; i++)
    {
      if (!postino_consent_table_get_standing (db, key, (PostinoPurpose) (1 << i),
                                               &person->consents[i], error))
        return FALSE;
    }
  person->suppressions = postino_suppression_table_list_key (db, key, error);
  return person->suppressions != NULL
         && postino_suppression_table_check (db, key, &person->suppressed, error);
}

gboolean
postino_person_read (PostinoDb *db,
                     gpointer   data,
                     GError   **error)
{
  PostinoPerson *person = data;

  if (!postino_contacts_table_get (db, person->id, &person->contact, error))
    return FALSE;
  if (person->contact != NULL && person->contact->deleted_us != 0)
    g_clear_pointer (&person->contact, postino_contact_free);
  if (person->contact == NULL)
    return TRUE;
  return (person->fields = postino_fields_table_list (db, error)) != NULL
         && read_permission (db, person, error)
         && (person->lists = postino_lists_table_list_of (db, person->id, error)) != NULL
         && (person->tags = postino_tags_table_list (db, person->id, error)) != NULL
         && (person->facts = postino_person_query_list (db, person->id, NULL, person->max_facts,
                                                        error)) != NULL;
}
