/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts, one row at a time; which ones a window shows, and in which order: see contacts-query.
 *
 * Custom fields are columns f<ID>; a row's names for them come from table field, read once a page.
 *
 * A deleted contact stays. Its suppression and its consents live by key in tables of their own, so
 * neither deleting nor coming back changes whether somebody may be mailed. */

#include "contacts/contacts-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "contacts/consent-table.h"
#include "contacts/fields-table.h"
#include "store/change.h"

/* address to birthday stand in the order of PostinoKnownField. */
#define COLUMNS                                                                                                         \
  "id, key, consent, soft_bounces, last_open_us, last_click_us, import, created_us, modified_us, deleted_us, "          \
  "address, first_name, last_name, name, company, phone, city, country, language, birthday"

enum {
  FIRST_KNOWN_COLUMN = 10,
  FIRST_CUSTOM_COLUMN = FIRST_KNOWN_COLUMN + POSTINO_N_KNOWN,
};

static PostinoContact *
read_row (PostinoStmt *stmt,
          GPtrArray   *fields)
{
  PostinoContact *contact = g_new0 (PostinoContact, 1);

  contact->id = postino_stmt_get_int (stmt, 0);
  contact->key = postino_stmt_dup_text (stmt, 1);
  contact->consent = postino_stmt_get_int (stmt, 2);
  contact->soft_bounces = postino_stmt_get_int (stmt, 3);
  contact->last_open_us = postino_stmt_get_int (stmt, 4);
  contact->last_click_us = postino_stmt_get_int (stmt, 5);
  contact->import = postino_stmt_get_int (stmt, 6);
  contact->created_us = postino_stmt_get_int (stmt, 7);
  contact->modified_us = postino_stmt_get_int (stmt, 8);
  contact->deleted_us = postino_stmt_get_int (stmt, 9);
  for (int i = 0; i < POSTINO_N_KNOWN; i++)
    contact->values[i] = postino_stmt_dup_text (stmt, FIRST_KNOWN_COLUMN + i);

  contact->custom = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < fields->len; i++)
    {
      const PostinoField *field = fields->pdata[i];
      char *text = postino_stmt_dup_text (stmt, FIRST_CUSTOM_COLUMN + i);

      if (text != NULL)
        g_hash_table_insert (contact->custom, g_strdup (field->key), text);
    }
  return contact;
}

/* "SELECT known columns, custom columns FROM contact " */
static GString *
start_select (GPtrArray *fields)
{
  GString *sql = g_string_new ("SELECT " COLUMNS);

  for (guint i = 0; i < fields->len; i++)
    g_string_append_printf (sql, ", %s", ((const PostinoField *) fields->pdata[i])->column);
  g_string_append (sql, " FROM contact ");
  return sql;
}

static gboolean
get_one (PostinoDb       *db,
         const char      *condition,
         gint64           id,
         const char      *key,
         PostinoContact **contact,
         GError         **error)
{
  g_autoptr (GPtrArray) fields = postino_fields_table_list (db, error);
  g_autoptr (GString) sql = NULL;
  PostinoStmt *stmt;

  *contact = NULL;
  if (fields == NULL)
    return FALSE;
  sql = start_select (fields);
  g_string_append (sql, condition);
  stmt = postino_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  if (key != NULL)
    postino_stmt_bind_text (stmt, 1, key);
  else
    postino_stmt_bind_int (stmt, 1, id);
  if (postino_stmt_next (stmt))
    *contact = read_row (stmt, fields);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_contacts_table_get (PostinoDb       *db,
                            gint64           id,
                            PostinoContact **contact,
                            GError         **error)
{
  return get_one (db, "WHERE id = ?1", id, NULL, contact, error);
}

gboolean
postino_contacts_table_get_by_key (PostinoDb       *db,
                                   const char      *key,
                                   PostinoContact **contact,
                                   GError         **error)
{
  return get_one (db, "WHERE key = ?1", 0, key, contact, error);
}

static gboolean
parse_typed (const char     *typed,
             PostinoAddress *address,
             GError        **error)
{
  PostinoAddressFault fault = postino_address_parse (typed, -1, address);

  if (fault == POSTINO_ADDRESS_OK)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not an e-mail address: %s"),
               typed,
               postino_address_fault_to_sentence (fault));
  return FALSE;
}

PostinoContact *
postino_contacts_table_find (PostinoDb  *db,
                             const char *typed,
                             GError    **error)
{
  g_auto (PostinoAddress) address = { NULL };
  PostinoContact *contact = NULL;

  if (!parse_typed (typed, &address, error)
      || !postino_contacts_table_get_by_key (db, address.key, &contact, error))
    return NULL;
  if (contact != NULL && contact->deleted_us == 0)
    return contact;
  postino_contact_free (contact);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no contact “%s”"),
               address.address);
  return NULL;
}

gboolean
postino_contacts_table_insert (PostinoDb            *db,
                               const PostinoAddress *address,
                               gint64                now_us,
                               gint64               *id,
                               GError              **error)
{
  if (!postino_db_run (db, error,
                       "INSERT INTO contact (key, address, created_us, modified_us) VALUES (?1, ?2, ?3, ?3) "
                       "ON CONFLICT (key) DO UPDATE SET deleted_us = NULL, modified_us = ?3 "
                       "WHERE deleted_us IS NOT NULL",
                       "ssl", address->key, address->address, now_us))
    return FALSE;
  if (postino_db_get_changes (db) == 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("There is a contact “%s” already"),
                   address->address);
      return FALSE;
    }
  return postino_db_get_number (db, 0, id, error, "SELECT id FROM contact WHERE key = ?1", "s",
                                address->key)
         && postino_consent_table_refresh (db, address->key, error)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

static gboolean
set_address (PostinoDb  *db,
             gint64      id,
             const char *typed,
             gint64      now_us,
             GError    **error)
{
  g_auto (PostinoAddress) address = { NULL };
  gint64 other = 0;

  if (!parse_typed (typed, &address, error)
      || !postino_db_get_number (db, 0, &other, error,
                                 "SELECT id FROM contact WHERE key = ?1 AND id <> ?2", "sl",
                                 address.key, id))
    return FALSE;
  if (other != 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("There is a contact “%s” already"),
                   address.address);
      return FALSE;
    }
  return postino_db_run (db, error,
                         "UPDATE contact SET key = ?2, address = ?3, modified_us = ?4 WHERE id = ?1", "lssl",
                         id, address.key, address.address, now_us)
         && postino_consent_table_refresh (db, address.key, error)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

const char *
postino_contacts_table_find_column (PostinoDb        *db,
                                    const char       *field,
                                    char            **label,
                                    PostinoFieldType *type,
                                    GError          **error)
{
  PostinoKnownField known = postino_known_field_from_key (field);
  g_autoptr (PostinoField) custom = NULL;

  if (known != POSTINO_N_KNOWN)
    {
      if (label != NULL)
        *label = g_strdup (postino_known_field_get_label (known));
      if (type != NULL)
        *type = postino_known_field_get_type (known);
      return known == POSTINO_KNOWN_EMAIL ? "address" : postino_known_field_get_key (known);
    }
  if (!postino_fields_table_get (db, field, &custom, error))
    return NULL;
  if (custom == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no field “%s”"),
                   field);
      return NULL;
    }
  if (label != NULL)
    *label = g_strdup (custom->label);
  if (type != NULL)
    *type = custom->type;
  return g_intern_string (custom->column);
}

gboolean
postino_contacts_table_set (PostinoDb  *db,
                            gint64      id,
                            const char *field,
                            const char *typed,
                            gint64      now_us,
                            GError    **error)
{
  g_autofree char *label = NULL;
  g_autofree char *value = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (GError) fault = NULL;
  PostinoFieldType type = POSTINO_FIELD_TEXT;
  const char *column;

  if (strcmp (field, "email") == 0)
    return set_address (db, id, typed, now_us, error);
  column = postino_contacts_table_find_column (db, field, &label, &type, error);
  if (column == NULL)
    return FALSE;
  value = postino_field_normalize (type, label, typed, &fault);
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  sql = g_strdup_printf ("UPDATE contact SET %s = ?2, modified_us = ?3 WHERE id = ?1", column);
  return postino_db_run (db, error, sql, "lsl", id, value, now_us)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

static gboolean
say_changed (PostinoDb *db,
             gboolean  *changed,
             GError   **error)
{
  gboolean any = postino_db_get_changes (db) > 0;

  if (changed != NULL)
    *changed = any;
  return !any || postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

gboolean
postino_contacts_table_delete (PostinoDb *db,
                               gint64     id,
                               gint64     now_us,
                               gboolean  *changed,
                               GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE contact SET deleted_us = ?2, modified_us = ?2 WHERE id = ?1 AND deleted_us IS NULL",
                         "ll", id, now_us)
         && say_changed (db, changed, error);
}

GPtrArray *
postino_contacts_table_get_many (PostinoDb    *db,
                                 const gint64 *ids,
                                 guint         n_ids,
                                 GError      **error)
{
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_contact_free);
  g_autoptr (GPtrArray) fields = postino_fields_table_list (db, error);
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);
  g_autoptr (GString) sql = NULL;
  PostinoStmt *stmt;

  if (fields == NULL)
    return NULL;
  sql = start_select (fields);
  g_string_append (sql, "WHERE id IN (SELECT value FROM json_each (?1))");
  stmt = postino_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  postino_stmt_bind_text (stmt, 1, json);
  while (postino_stmt_next (stmt))
    g_ptr_array_add (contacts, read_row (stmt, fields));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&contacts) : NULL;
}

gboolean
postino_contacts_table_count_soft_bounce (PostinoDb *db,
                                          gint64     id,
                                          GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE contact SET soft_bounces = soft_bounces + 1 WHERE id = ?1", "l", id);
}

gboolean
postino_contacts_table_note_reading (PostinoDb *db,
                                     gint64     id,
                                     gint64     open_us,
                                     gint64     click_us,
                                     GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE contact SET last_open_us = nullif (max (coalesce (last_open_us, 0), ?2), 0), "
                         "last_click_us = nullif (max (coalesce (last_click_us, 0), ?3), 0) WHERE id = ?1",
                         "lll", id, open_us, click_us);
}

gboolean
postino_contacts_table_delete_many (PostinoDb    *db,
                                    const gint64 *ids,
                                    guint         n_ids,
                                    gint64        now_us,
                                    GArray       *touched,
                                    GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "UPDATE contact SET deleted_us = ?2, modified_us = ?2 WHERE deleted_us IS NULL "
                                        "AND id IN (SELECT value FROM json_each (?1)) RETURNING id",
                                        "sl", json, now_us);

  return postino_stmt_finish_ids (stmt, touched, error)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

gboolean
postino_contacts_table_undelete_many (PostinoDb    *db,
                                      const gint64 *ids,
                                      guint         n_ids,
                                      gint64        deleted_us,
                                      gint64        now_us,
                                      GArray       *touched,
                                      GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "UPDATE contact SET deleted_us = NULL, modified_us = ?3 WHERE deleted_us = ?2 "
                                        "AND id IN (SELECT value FROM json_each (?1)) RETURNING id",
                                        "sll", json, deleted_us, now_us);

  return postino_stmt_finish_ids (stmt, touched, error)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}
