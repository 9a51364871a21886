/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one address of a file does to one contact, and how it is noted so that it can be taken back.
 *
 * Promise 2 is kept here for imports: no suppression is lifted; for an address that unsubscribed or
 * complained no consent is recorded at all; and where a withdrawal stands, only a consent that says
 * it was given later counts.
 *
 * A contact that is new in every respect gets the same lists, tags and consents as its neighbours
 * in the file: they are written for a range of ids by one statement each, which is half of what
 * makes an import quick.
 *
 * The note of a contact that was there is JSON: {"set": {column: [before, after]}, "modified": µs,
 * "deleted": µs, "lists": [added], "unlisted": [[list, added_us]], "tags": [added]}. A contact that
 * was added has none. */

#include "interchange/import-apply.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/text.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"
#include "contacts/lists-table.h"
#include "contacts/suppression-table.h"
#include "contacts/tags-table.h"
#include "interchange/imports-table.h"

/* What happens to one contact. */
typedef struct {
  PostinoBulkContact found;
  PostinoSuppressionReason suppression;
  gboolean fields_change;
  guint new_purposes;        /* consent that is recorded now */
  guint consent;             /* bits afterwards */
  GArray *lists;             /* of gint64: joined */
  GArray *tags;              /* of gint64: given */
} Change;

static gboolean
find_list (PostinoImportTarget *target,
           PostinoDb           *db,
           const char          *name,
           GError             **error)
{
  gboolean must_exist = target->options->mode == POSTINO_IMPORT_REMOVE;
  g_autoptr (GError) missing = NULL;
  gboolean made = FALSE;
  gint64 id = 0;

  if (target->write && !must_exist)
    {
      if (!postino_lists_table_ensure (db, name, target->now_us, &id, &made, error))
        return FALSE;
    }
  else if (!postino_lists_table_find (db, name, &id, &missing) && must_exist)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  g_array_append_val (target->lists, id);
  if (made)
    g_array_append_val (target->made_lists, id);
  return TRUE;
}

static gboolean
find_tag (PostinoImportTarget *target,
          PostinoDb           *db,
          const char          *name,
          GError             **error)
{
  gint64 id = 0;

  if (!(target->write ? postino_tags_table_ensure (db, name, &id, error)
                      : postino_tags_table_look_up (db, name, &id, error)))
    return FALSE;
  g_array_append_val (target->tags, id);
  return TRUE;
}

static gboolean
find_column (PostinoImportTarget *target,
             PostinoDb           *db,
             guint                i,
             GError             **error)
{
  const PostinoImportColumn *column = target->map->columns->pdata[i];
  g_autoptr (PostinoField) field = NULL;

  if (column->known != POSTINO_N_KNOWN)
    {
      target->columns[i] = g_strdup (postino_known_field_get_key (column->known));
      return TRUE;
    }
  if (!postino_fields_table_get (db, column->key, &field, error))
    return FALSE;
  if (field == NULL && target->write)
    {
      field = postino_fields_table_make (db, column->key, column->label, POSTINO_FIELD_TEXT,
                                         target->now_us, error);
      if (field == NULL)
        return FALSE;
    }
  target->columns[i] = field != NULL ? g_strdup (field->column) : NULL;
  return TRUE;
}

static const char *
get_basis (const PostinoImportOptions *options)
{
  return options->consent_basis != NULL ? options->consent_basis : "consent";
}

static gboolean
prepare_evidence (PostinoImportTarget *target,
                  PostinoDb           *db,
                  const char          *file,
                  GError             **error)
{
  const PostinoImportOptions *options = target->options;
  g_autofree char *source = g_strdup_printf ("import %s", file);

  if (options->consent_words == NULL || options->mode != POSTINO_IMPORT_ADD)
    return TRUE;
  target->purposes = options->consent_purposes != 0 ? options->consent_purposes : POSTINO_PURPOSE_NEWSLETTER;
  return !target->write
         || postino_consent_table_add_evidence (db, get_basis (options),
                                                options->consent_source != NULL ? options->consent_source : source,
                                                options->consent_words, NULL, target->import, &target->evidence, error);
}

gboolean
postino_import_target_prepare (PostinoImportTarget *target,
                               PostinoDb           *db,
                               const char          *file,
                               GError             **error)
{
  const PostinoImportOptions *options = target->options;

  target->lists = g_array_new (FALSE, FALSE, sizeof (gint64));
  target->tags = g_array_new (FALSE, FALSE, sizeof (gint64));
  target->made_lists = g_array_new (FALSE, FALSE, sizeof (gint64));
  target->columns = g_new0 (char *, target->map->columns->len + 1);
  for (guint i = 0; options->lists != NULL && options->lists[i] != NULL; i++)
    {
      if (!find_list (target, db, options->lists[i], error))
        return FALSE;
    }
  for (guint i = 0; options->tags != NULL && options->tags[i] != NULL; i++)
    {
      if (!find_tag (target, db, options->tags[i], error))
        return FALSE;
    }
  for (guint i = 0; options->mode == POSTINO_IMPORT_ADD && i < target->map->columns->len; i++)
    {
      if (!find_column (target, db, i, error))
        return FALSE;
    }
  target->bulk = postino_contacts_bulk_new ((const char *const *) target->columns,
                                            target->map->columns->len);
  return prepare_evidence (target, db, file, error);
}

void
postino_import_target_clear (PostinoImportTarget *target)
{
  g_clear_pointer (&target->lists, g_array_unref);
  g_clear_pointer (&target->tags, g_array_unref);
  g_clear_pointer (&target->made_lists, g_array_unref);
  for (guint i = 0; target->columns != NULL && i < target->map->columns->len; i++)
    g_free (target->columns[i]);
  g_clear_pointer (&target->columns, g_free);
  g_clear_pointer (&target->bulk, postino_contacts_bulk_free);
  g_clear_pointer (&target->next_key, g_free);
}

/* The value column @i has afterwards; borrowed. */
static const char *
merge_value (const PostinoImportTarget *target,
             const PostinoBulkContact  *found,
             const PostinoStaged       *staged,
             guint                      i)
{
  const char *old = found->id != 0 ? found->values[i] : NULL;
  const char *new = staged->values[i];

  if (found->id == 0 || new == NULL)
    return new != NULL ? new : old;
  switch (target->options->policy)
    {
    case POSTINO_IMPORT_FILL:
      return old != NULL && *old != '\0' ? old : new;
    case POSTINO_IMPORT_OVERWRITE:
      return new;
    case POSTINO_IMPORT_KEEP:
      return old;
    }
  g_assert_not_reached ();
}

/* TRUE in *counts if the consent of the file is to be recorded beside what stands. */
static gboolean
weigh_consent (PostinoImportTarget       *target,
               PostinoDb                 *db,
               const PostinoConsentState *state,
               gboolean                  *counts,
               GError                   **error)
{
  gint64 at_us = target->options->consent_at_us;

  *counts = TRUE;
  if (!state->said)
    return TRUE;
  if (!state->given)
    {
      *counts = at_us > state->at_us;
      return TRUE;
    }
  if ((at_us != 0 ? at_us : target->now_us) <= state->at_us)
    {
      *counts = FALSE;
      return TRUE;
    }
  if (state->evidence != target->compared_evidence)
    {
      if (!postino_consent_table_match_evidence (db, state->evidence, get_basis (target->options),
                                                 target->options->consent_words, &target->compared_same, error))
        return FALSE;
      target->compared_evidence = state->evidence;
    }
  *counts = !target->compared_same;
  return TRUE;
}

/* By the file: TRUE as well where it has no column for it, and the consent is everybody's. */
static gboolean
has_agreed (const PostinoImportTarget *target,
            const PostinoStaged       *staged)
{
  return target->map->consent_column == POSTINO_IMPORT_NO_COLUMN
         || g_strcmp0 (staged->values[target->map->columns->len], POSTINO_IMPORT_AGREED) == 0;
}

static gboolean
find_consent (PostinoImportTarget *target,
              PostinoDb           *db,
              const PostinoStaged *staged,
              Change              *change,
              GError             **error)
{
  guint purposes = has_agreed (target, staged) ? target->purposes : 0;
  PostinoConsentState states[POSTINO_N_PURPOSES] = { 0 };
  gboolean opted_out = change->suppression == POSTINO_SUPPRESSION_UNSUBSCRIBED
                       || change->suppression == POSTINO_SUPPRESSION_COMPLAINT;

  if (change->found.has_consents && !postino_consent_table_get_states (db, staged->key, states, error))
    return FALSE;
  for (guint bit = 0; bit < POSTINO_N_PURPOSES; bit++)
    {
      gboolean counts = FALSE;

      change->consent |= states[bit].given ? 1u << bit : 0;
      if (!(purposes & (1u << bit)) || opted_out)
        continue;
      if (!weigh_consent (target, db, &states[bit], &counts, error))
        return FALSE;
      change->new_purposes |= counts ? 1u << bit : 0;
    }
  change->consent |= change->new_purposes;
  return TRUE;
}

/* Which lists and tags the contact does not have yet. */
static gboolean
find_groups (PostinoImportTarget *target,
             PostinoDb           *db,
             Change              *change,
             GError             **error)
{
  for (guint i = 0; i < target->lists->len; i++)
    {
      gint64 id = g_array_index (target->lists, gint64, i);
      gint64 added_us = 0;

      if (change->found.id != 0 && id != 0
          && !postino_lists_table_has_member (db, id, change->found.id, &added_us, error))
        return FALSE;
      if (added_us == 0)
        g_array_append_val (change->lists, id);
    }
  for (guint i = 0; i < target->tags->len; i++)
    {
      gint64 id = g_array_index (target->tags, gint64, i);
      gboolean has = FALSE;

      if (change->found.id != 0 && id != 0
          && !postino_tags_table_has (db, id, change->found.id, &has, error))
        return FALSE;
      if (!has)
        g_array_append_val (change->tags, id);
    }
  return TRUE;
}

static void
add_ids (JsonBuilder *json,
         const char  *name,
         GArray      *ids)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < ids->len; i++)
    json_builder_add_int_value (json, g_array_index (ids, gint64, i));
  json_builder_end_array (json);
}

static void
add_value (JsonBuilder *json,
           const char  *value)
{
  if (value != NULL)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
start_note (JsonBuilder              *json,
            const PostinoBulkContact *found)
{
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "modified");
  json_builder_add_int_value (json, found->modified_us);
  json_builder_set_member_name (json, "deleted");
  json_builder_add_int_value (json, found->deleted_us);
}

static char *
end_note (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_to_string (root, FALSE);
}

static char *
write_note (const PostinoImportTarget *target,
            const Change              *change,
            const char *const         *values)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  start_note (json, &change->found);
  json_builder_set_member_name (json, "set");
  json_builder_begin_object (json);
  for (guint i = 0; i < target->map->columns->len; i++)
    {
      if (g_strcmp0 (change->found.values[i], values[i]) == 0)
        continue;
      json_builder_set_member_name (json, target->columns[i]);
      json_builder_begin_array (json);
      add_value (json, change->found.values[i]);
      add_value (json, values[i]);
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
  add_ids (json, "lists", change->lists);
  add_ids (json, "tags", change->tags);
  return end_note (json);
}

static gint64
get_consent_time (const PostinoImportTarget *target)
{
  return target->options->consent_at_us != 0 ? target->options->consent_at_us : target->now_us;
}

static gboolean
write_groups_and_consent (PostinoImportTarget *target,
                          PostinoDb           *db,
                          const PostinoStaged *staged,
                          const Change        *change,
                          gint64               id,
                          GError             **error)
{
  for (guint i = 0; i < change->lists->len; i++)
    {
      if (!postino_lists_table_add_member (db, g_array_index (change->lists, gint64, i), id,
                                           target->now_us, NULL, error))
        return FALSE;
    }
  for (guint i = 0; i < change->tags->len; i++)
    {
      if (!postino_tags_table_add (db, g_array_index (change->tags, gint64, i), id, NULL, error))
        return FALSE;
    }
  for (guint bit = 0; bit < POSTINO_N_PURPOSES; bit++)
    {
      if ((change->new_purposes & (1u << bit))
          && !postino_consent_table_append (db, staged->key, 1u << bit, target->evidence,
                                            get_consent_time (target), target->now_us, error))
        return FALSE;
    }
  return TRUE;
}

static void
start_range (PostinoImportTarget *target)
{
  target->first_added = 0;
  target->last_added = 0;
}

void
postino_import_apply_begin (PostinoImportTarget *target)
{
  target->knows_next = FALSE;
  g_clear_pointer (&target->next_key, g_free);
  start_range (target);
}

gboolean
postino_import_apply_flush (PostinoImportTarget *target,
                            PostinoDb           *db,
                            GError             **error)
{
  gint64 first = target->first_added;
  gint64 last = target->last_added;

  if (first == 0)
    return TRUE;
  start_range (target);
  for (guint i = 0; i < target->lists->len; i++)
    {
      if (!postino_lists_table_add_imported (db, g_array_index (target->lists, gint64, i),
                                             target->import, first, last,
                                             target->now_us, error))
        return FALSE;
    }
  for (guint i = 0; i < target->tags->len; i++)
    {
      if (!postino_tags_table_add_imported (db, g_array_index (target->tags, gint64, i),
                                            target->import, first, last,
                                            error))
        return FALSE;
    }
  for (guint bit = 0; bit < POSTINO_N_PURPOSES; bit++)
    {
      if ((target->purposes & (1u << bit))
          && !postino_consent_table_append_imported (db, target->import, first, last, 1u << bit,
                                                     target->evidence,
                                                     get_consent_time (target), target->now_us, error))
        return FALSE;
    }
  return postino_imports_table_journal_added (db, target->import, first, last, error);
}

/* A contact that gets everything the import gives joins the range; one that does not ends it
 * first. */
static gboolean
write_new (PostinoImportTarget *target,
           PostinoDb           *db,
           const PostinoStaged *staged,
           const Change        *change,
           const char *const   *values,
           GError             **error)
{
  gboolean plain = !change->found.has_consents && change->new_purposes == target->purposes;
  gint64 id = 0;

  if (!plain && !postino_import_apply_flush (target, db, error))
    return FALSE;
  if (!postino_contacts_bulk_insert (target->bulk, db, staged->key, staged->address, values,
                                     change->consent,
                                     target->import, target->now_us, &id, error))
    return FALSE;
  if (!plain)
    return postino_imports_table_journal (db, target->import, id, NULL, error)
           && write_groups_and_consent (target, db, staged, change, id, error);
  if (target->first_added == 0)
    target->first_added = id;
  target->last_added = id;
  return TRUE;
}

static gboolean
write_contact (PostinoImportTarget *target,
               PostinoDb           *db,
               const PostinoStaged *staged,
               const Change        *change,
               const char *const   *values,
               GError             **error)
{
  g_autofree char *note = NULL;
  gint64 id = change->found.id;

  if (id == 0)
    return write_new (target, db, staged, change, values, error);
  note = write_note (target, change, values);
  return postino_contacts_bulk_update (target->bulk, db, id, values, change->consent,
                                       target->now_us, error)
         && postino_imports_table_journal (db, target->import, id, note, error)
         && write_groups_and_consent (target, db, staged, change, id, error);
}

static gboolean
apply_add (PostinoImportTarget  *target,
           PostinoDb            *db,
           const PostinoStaged  *staged,
           Change               *change,
           PostinoImportOutcome *counts,
           GError              **error)
{
  guint n_columns = target->map->columns->len;
  g_autofree const char **values = g_new0 (const char *, n_columns + 1);
  gboolean is_new;
  gboolean changes;

  if (!find_consent (target, db, staged, change, error)
      || !find_groups (target, db, change, error))
    return FALSE;
  for (guint i = 0; i < n_columns; i++)
    {
      values[i] = merge_value (target, &change->found, staged, i);
      if (change->found.id != 0)
        change->fields_change = change->fields_change || g_strcmp0 (values[i],
                                                                    change->found.values[i]) != 0;
    }
  is_new = change->found.id == 0 || change->found.deleted_us != 0;
  changes = is_new || change->fields_change || change->new_purposes != 0 || change->lists->len > 0
            || change->tags->len > 0;
  counts->n_added += is_new;
  counts->n_updated += changes && !is_new;
  counts->n_unchanged += !changes;
  counts->n_not_agreed += !has_agreed (target, staged);
  return !changes || !target->write || write_contact (target, db, staged, change, values, error);
}

/* Out of the lists; *note says which, NULL if out of none. */
static gboolean
leave_lists (PostinoImportTarget      *target,
             PostinoDb                *db,
             const PostinoBulkContact *found,
             char                    **note,
             GError                  **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  gboolean any = FALSE;

  start_note (json, found);
  json_builder_set_member_name (json, "unlisted");
  json_builder_begin_array (json);
  for (guint i = 0; i < target->lists->len; i++)
    {
      gint64 list = g_array_index (target->lists, gint64, i);
      gint64 added_us = 0;

      if (!postino_lists_table_has_member (db, list, found->id, &added_us, error))
        return FALSE;
      if (added_us == 0)
        continue;
      any = TRUE;
      json_builder_begin_array (json);
      json_builder_add_int_value (json, list);
      json_builder_add_int_value (json, added_us);
      json_builder_end_array (json);
      if (target->write && !postino_lists_table_remove_member (db, list, found->id, NULL, error))
        return FALSE;
    }
  json_builder_end_array (json);
  *note = any ? end_note (json) : NULL;
  return TRUE;
}

static gboolean
apply_remove (PostinoImportTarget  *target,
              PostinoDb            *db,
              Change               *change,
              PostinoImportOutcome *counts,
              GError              **error)
{
  g_autofree char *note = NULL;
  gint64 id = change->found.id;

  if (id != 0 && change->found.deleted_us == 0 && target->lists->len > 0)
    {
      if (!leave_lists (target, db, &change->found, &note, error))
        return FALSE;
    }
  else if (id != 0 && change->found.deleted_us == 0)
    {
      g_autoptr (JsonBuilder) json = json_builder_new ();

      start_note (json, &change->found);
      note = end_note (json);
      if (target->write && !postino_contacts_table_delete (db, id, target->now_us, NULL, error))
        return FALSE;
    }
  counts->n_updated += note != NULL;
  counts->n_unchanged += note == NULL;
  return note == NULL || !target->write
         || postino_imports_table_journal (db, target->import, id, note, error);
}

static gboolean
apply_unsubscribe (PostinoImportTarget  *target,
                   PostinoDb            *db,
                   const PostinoStaged  *staged,
                   PostinoImportOutcome *counts,
                   GError              **error)
{
  PostinoConsentState states[POSTINO_N_PURPOSES];
  gboolean stands = FALSE;
  gboolean said_so;

  if (!postino_suppression_table_has (db, staged->key, POSTINO_SUPPRESSION_UNSUBSCRIBED, &stands,
                                      error)
      || !postino_consent_table_get_states (db, staged->key, states, error))
    return FALSE;
  said_so = states[0].said && !states[0].given;
  counts->n_updated += !stands;
  counts->n_unchanged += stands;
  if (!target->write)
    return TRUE;
  return (stands
          || postino_suppression_table_add (db, staged->key, POSTINO_SUPPRESSION_UNSUBSCRIBED, NULL,
                                            "import", 0,
                                            target->now_us, NULL, error))
         && (said_so
             || postino_consent_table_withdraw (db, staged->key, POSTINO_PURPOSE_NEWSLETTER,
                                                "import", target->now_us,
                                                target->now_us, error));
}

/* Keys come sorted: where the workspace knows nothing until far beyond this one, nothing is asked.
 * After a key that was known the next one is likely to be, too, so it is asked for at once. */
static gboolean
find_contact (PostinoImportTarget *target,
              PostinoDb           *db,
              const char          *key,
              PostinoBulkContact  *found,
              GError             **error)
{
  if (target->knows_next && (target->next_key == NULL || strcmp (key, target->next_key) < 0))
    {
      *found = (PostinoBulkContact) { 0 };
      return TRUE;
    }
  if (!postino_contacts_bulk_find (target->bulk, db, key, found, error))
    return FALSE;
  g_clear_pointer (&target->next_key, g_free);
  target->knows_next = found->id == 0 && !found->is_suppressed && !found->has_consents;
  return !target->knows_next || postino_contacts_bulk_find_next (db, key, &target->next_key, error);
}

gboolean
postino_import_apply_one (PostinoImportTarget  *target,
                          PostinoDb            *db,
                          const PostinoStaged  *staged,
                          PostinoImportOutcome *counts,
                          GError              **error)
{
  g_autoptr (GArray) lists = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (gint64));
  Change change = { .lists = lists, .tags = tags };

  if (!find_contact (target, db, staged->key, &change.found, error)
      || (change.found.is_suppressed
          && !postino_suppression_table_check (db, staged->key, &change.suppression, error)))
    return FALSE;
  counts->n_duplicates += staged->n_rows - 1;
  counts->n_suppressed += change.suppression != POSTINO_SUPPRESSION_NONE;
  switch (target->options->mode)
    {
    case POSTINO_IMPORT_ADD:
      return apply_add (target, db, staged, &change, counts, error);
    case POSTINO_IMPORT_REMOVE:
      return apply_remove (target, db, &change, counts, error);
    case POSTINO_IMPORT_UNSUBSCRIBE:
      return apply_unsubscribe (target, db, staged, counts, error);
    }
  g_assert_not_reached ();
}

static const char *
get_element (JsonArray *array,
             guint      i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_NULL (node) ? NULL : json_node_get_string (node);
}

static gboolean
restore_columns (PostinoDb  *db,
                 gint64      contact,
                 JsonObject *set,
                 GError    **error)
{
  g_autoptr (GList) names = json_object_get_members (set);

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonArray *pair = json_object_get_array_member (set, name->data);

      if (!postino_contacts_bulk_restore_column (db, contact, name->data, get_element (pair, 0),
                                                 get_element (pair, 1),
                                                 error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
restore_groups (PostinoDb  *db,
                gint64      contact,
                JsonObject *note,
                GError    **error)
{
  JsonArray *lists = json_object_has_member (note, "lists") ? json_object_get_array_member (note,
                                                                                            "lists") : NULL;
  JsonArray *tags = json_object_has_member (note, "tags") ? json_object_get_array_member (note,
                                                                                          "tags") : NULL;
  JsonArray *left = json_object_has_member (note, "unlisted") ? json_object_get_array_member (note,
                                                                                              "unlisted") : NULL;

  for (guint i = 0; lists != NULL && i < json_array_get_length (lists); i++)
    {
      if (!postino_lists_table_remove_member (db, json_array_get_int_element (lists, i), contact,
                                              NULL, error))
        return FALSE;
    }
  for (guint i = 0; tags != NULL && i < json_array_get_length (tags); i++)
    {
      if (!postino_tags_table_remove (db, json_array_get_int_element (tags, i), contact, NULL,
                                      error))
        return FALSE;
    }
  for (guint i = 0; left != NULL && i < json_array_get_length (left); i++)
    {
      JsonArray *pair = json_array_get_array_element (left, i);

      if (!postino_lists_table_restore_member (db, json_array_get_int_element (pair, 0), contact,
                                               json_array_get_int_element (pair, 1), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
postino_import_restore_one (PostinoDb  *db,
                            gint64      import,
                            gint64      stamp_us,
                            gint64      contact,
                            const char *before,
                            gint64      now_us,
                            GError    **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *key = NULL;
  JsonObject *note;

  if (!postino_contacts_bulk_get_key (db, contact, &key, error))
    return FALSE;
  if (key == NULL)
    return TRUE; /* erased since */
  if (!postino_consent_table_undo_import (db, key, import, now_us, error))
    return FALSE;
  if (before == NULL)
    return postino_contacts_bulk_remove (db, contact, stamp_us, now_us, error);
  if (!json_parser_load_from_data (parser, before, -1, error))
    return FALSE;
  note = json_node_get_object (json_parser_get_root (parser));
  return (!json_object_has_member (note, "set")
          || restore_columns (db, contact, json_object_get_object_member (note, "set"), error))
         && restore_groups (db, contact, note, error)
         && postino_contacts_bulk_restore_times (db, contact, stamp_us,
                                                 json_object_get_int_member (note, "modified"),
                                                 json_object_get_int_member (note,
                                                                             "deleted"), error);
}
