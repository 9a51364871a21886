/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The story of an import: stage → sort → apply, or only ask in a dry run.
 *
 * Staging reads and checks the whole file into a scratch database, without any lock. Applying walks
 * through it by key in transactions that end after a few milliseconds, so that a campaign's commits
 * get their turn (architecture.md, "SQLite, several processes"): a transaction stops when its time
 * is up, and the time is what the last commits left of POSTINO_IMPORT_MAX_WRITE_US. Each
 * transaction also writes the journal, so a cancel, an error or a crash at any moment is rolled
 * back: at once by this process, or by postino_import_recover () when the next one opens the
 * workspace.
 *
 * Every row of the file is counted once: added, updated, unchanged, duplicate or invalid. */

#include "interchange/import.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "contacts/address.h"
#include "contacts/consent-table.h"
#include "interchange/consent-answer.h"
#include "contacts/fields-table.h"
#include "interchange/csv.h"
#include "interchange/import-apply.h"
#include "interchange/import-undo.h"
#include "interchange/imports-table.h"
#include "interchange/reject-file.h"
#include "store/change.h"

enum {
  BATCH = 2048,             /* staged contacts in memory */
  PROGRESS_EVERY = 4096,    /* rows while reading */
  MIN_BUDGET_US = 1000,
  DRY_RUN_BUDGET_US = 50000, /* of one reading snapshot */
  CLOCK_EVERY = 8,          /* contacts between two looks at the clock */
};

typedef struct {
  PostinoStore *store;
  const PostinoImportOptions *options;
  PostinoImportOutcome *outcome;
  GCancellable *cancellable;
  PostinoRowReader *reader;
  PostinoImportMap *map;
  PostinoStage *stage;
  PostinoImportTarget target;
  gint64 started;           /* monotonic */

  PostinoRejectFile *rejects;

  GPtrArray *batch;         /* of PostinoStaged */
  guint next;               /* of batch, after the last commit */
  gint64 n_done;            /* rows applied */
  gint64 budget_us;         /* of the next transaction, without its commit */
  gint64 begun_us;          /* monotonic: when the transaction got the lock */

  /* of the running transaction, taken over after its commit */
  guint chunk_next;
  PostinoImportOutcome chunk;
  int lock;
} Import;

static const char *const mode_names[] = { "add", "remove", "unsubscribe" };
static const char *const policy_names[] = { "fill", "overwrite", "keep" };

static void
report (Import            *self,
        PostinoImportPhase phase,
        gint64             n_rows,
        double             fraction)
{
  if (self->options->progress != NULL)
    self->options->progress (phase, n_rows, fraction, self->options->progress_data);
}

static gboolean
reject (Import           *self,
        const PostinoRow *row,
        const char       *reason,
        GError          **error)
{
  self->outcome->n_invalid++;
  return postino_reject_file_add (self->rejects, self->reader, row, reason, error);
}

/* Behind the values of fields. */
static void
note_answer (const Import     *self,
             const PostinoRow *row,
             char            **values)
{
  guint column = self->map->consent_column;
  char **answer = &values[self->map->columns->len];

  if (column == POSTINO_IMPORT_NO_COLUMN)
    return;
  g_free (*answer);
  *answer = g_strdup (postino_consent_answer_is_yes (row->cells[column]) ? POSTINO_IMPORT_AGREED : POSTINO_IMPORT_NOT_AGREED);
}

/* The cells of the mapped columns as they are stored; FALSE if one is no value of its field,
 * *reason says so. */
static gboolean
normalize_cells (const Import     *self,
                 const PostinoRow *row,
                 char            **values,
                 char            **reason)
{
  for (guint i = 0; i < self->map->columns->len; i++)
    {
      const PostinoImportColumn *column = self->map->columns->pdata[i];
      g_autoptr (GError) fault = NULL;

      g_clear_pointer (&values[i], g_free);
      values[i] = postino_field_normalize (column->type, column->label, row->cells[column->column],
                                           &fault);
      if (fault == NULL)
        continue;
      /* A birthday is not worth losing a contact for: it is kept as it was written. */
      if (column->known == POSTINO_N_KNOWN)
        {
          *reason = g_strdup (fault->message);
          return FALSE;
        }
      values[i] = postino_field_normalize (POSTINO_FIELD_TEXT, column->label,
                                           row->cells[column->column], NULL);
    }
  note_answer (self, row, values);
  return TRUE;
}

static gboolean
stage_row (Import           *self,
           const PostinoRow *row,
           char            **values,
           GError          **error)
{
  g_auto (PostinoAddress) address = { NULL };
  g_autofree char *cell = NULL;
  g_autofree char *reason = NULL;
  PostinoAddressFault fault;

  self->outcome->n_rows++;
  if (row->fault != NULL)
    return reject (self, row, row->fault, error);
  cell = g_strstrip (g_strdup (row->cells[self->map->address_column]));
  fault = postino_address_parse (cell, -1, &address);
  if (fault != POSTINO_ADDRESS_OK)
    return reject (self, row, postino_address_fault_to_sentence (fault), error);
  if (self->options->mode == POSTINO_IMPORT_ADD && !normalize_cells (self, row, values, &reason))
    return reject (self, row, reason, error);
  return postino_stage_add (self->stage, address.key, address.address, (const char *const *) values,
                            error);
}

static gboolean
read_rows (Import  *self,
           char   **values,
           GError **error)
{
  g_autoptr (GError) failure = NULL;
  PostinoRow row;

  while (postino_row_reader_next (self->reader, &row, &failure))
    {
      if (!stage_row (self, &row, values, error))
        return FALSE;
      if (self->outcome->n_rows % PROGRESS_EVERY != 0)
        continue;
      report (self, POSTINO_IMPORT_READING, self->outcome->n_rows,
              postino_row_reader_get_fraction (self->reader));
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
stage_rows (Import  *self,
            GError **error)
{
  guint n_values = postino_import_map_count_values (self->map);
  g_autofree char **values = g_new0 (char *, n_values + 1);
  gboolean ok = read_rows (self, values, error);

  for (guint i = 0; i < n_values; i++)
    g_free (values[i]);
  return ok && postino_reject_file_close (self->rejects, error);
}

static gboolean
read_fields (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  GPtrArray **fields = data;

  *fields = postino_fields_table_list (db, error);
  return *fields != NULL;
}

static gboolean
open_file (Import  *self,
           GError **error)
{
  const PostinoImportOptions *options = self->options;
  PostinoCsvOptions csv = { options->encoding, options->delimiter };
  g_autoptr (GPtrArray) fields = NULL;
  g_autofree char *folder = NULL;

  self->reader = postino_csv_open (options->path, &csv, error);
  if (self->reader == NULL || !postino_store_read (self->store, read_fields, &fields, error))
    return FALSE;
  self->outcome->encoding = self->reader->encoding;
  self->outcome->delimiter = self->reader->delimiter;
  self->map = postino_import_map_new (self->reader, fields, options->map, error);
  folder = self->map != NULL ? postino_import_make_folder (self->store, error) : NULL;
  if (folder == NULL)
    return FALSE;
  self->stage = postino_stage_new (folder, postino_import_map_count_values (self->map),
                                   (PostinoStageMerge) options->policy, error);
  self->target.map = self->map;
  return self->stage != NULL;
}

static void
add_names (JsonBuilder       *json,
           const char        *member,
           const char *const *names)
{
  json_builder_set_member_name (json, member);
  json_builder_begin_array (json);
  for (; names != NULL && *names != NULL; names++)
    json_builder_add_string_value (json, *names);
  json_builder_end_array (json);
}

static char *
describe_options (const Import *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  const GArray *made = self->target.made_lists;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "policy");
  json_builder_add_string_value (json, policy_names[self->options->policy]);
  add_names (json, "lists", self->options->lists);
  add_names (json, "tags", self->options->tags);
  if (self->options->consent_words != NULL)
    {
      json_builder_set_member_name (json, "consent");
      json_builder_add_string_value (json, self->options->consent_words);
    }
  json_builder_set_member_name (json, "made_lists");
  json_builder_begin_array (json);
  for (guint i = 0; made != NULL && i < made->len; i++)
    json_builder_add_int_value (json, g_array_index (made, gint64, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_to_string (root, FALSE);
}

static char *
describe_outcome (const PostinoImportOutcome *outcome)
{
  return g_strdup_printf ("{\"rows\":%" G_GINT64_FORMAT ",\"added\":%" G_GINT64_FORMAT ",\"updated\":%" G_GINT64_FORMAT
                          ",\"unchanged\":%" G_GINT64_FORMAT ",\"duplicates\":%" G_GINT64_FORMAT
                          ",\"invalid\":%" G_GINT64_FORMAT ",\"suppressed\":%" G_GINT64_FORMAT "}",
                          outcome->n_rows, outcome->n_added, outcome->n_updated, outcome->n_unchanged,
                          outcome->n_duplicates, outcome->n_invalid, outcome->n_suppressed);
}

/* The first transaction: the import's row, and what all its contacts share. The lock is taken
 * before anybody can see the row, so that nobody takes it for a dead one. */
static gboolean
begin_import (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Import *self = data;
  PostinoImportTarget *target = &self->target;
  g_autofree char *options = NULL;

  if (!postino_imports_table_make (db, self->reader->name, mode_names[self->options->mode], "{}",
                                   target->now_us,
                                   &target->import, error)
      || !postino_import_target_prepare (target, db, self->reader->name, error))
    return FALSE;
  options = describe_options (self);
  if (!postino_imports_table_set_options (db, target->import, options, error))
    return FALSE;
  self->lock = postino_import_lock (self->store, target->import, error);
  return self->lock >= 0;
}

static gboolean
begin_dry_run (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Import *self = data;

  return postino_import_target_prepare (&self->target, db, self->reader->name, error);
}

/* One transaction: as many contacts as its time allows. */
static gboolean
apply_chunk (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Import *self = data;
  guint i = self->next;

  self->begun_us = g_get_monotonic_time ();
  self->chunk = (PostinoImportOutcome) { 0 };
  postino_import_apply_begin (&self->target);
  while (i < self->batch->len)
    {
      if (!postino_import_apply_one (&self->target, db, self->batch->pdata[i], &self->chunk, error))
        return FALSE;
      i++;
      if ((i - self->next) % CLOCK_EVERY == 0
          && g_get_monotonic_time () - self->begun_us > self->budget_us)
        break;
    }
  self->chunk_next = i;
  return !self->target.write
         || (postino_import_apply_flush (&self->target, db, error)
             && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error));
}

static void
take_chunk_over (Import *self)
{
  PostinoImportOutcome *sum = self->outcome;
  const PostinoImportOutcome *chunk = &self->chunk;

  sum->n_added += chunk->n_added;
  sum->n_updated += chunk->n_updated;
  sum->n_unchanged += chunk->n_unchanged;
  sum->n_duplicates += chunk->n_duplicates;
  sum->n_suppressed += chunk->n_suppressed;
  sum->n_not_agreed += chunk->n_not_agreed;
  self->n_done += chunk->n_added + chunk->n_updated + chunk->n_unchanged + chunk->n_duplicates;
  self->next = self->chunk_next;
}

/* A transaction took @took_us, of which its contacts had their budget; the rest was the
 * commit's. */
static void
adapt_budget (Import *self,
              gint64  took_us)
{
  if (took_us > POSTINO_IMPORT_MAX_WRITE_US)
    self->budget_us = self->budget_us * 3 / 4;
  else if (took_us < POSTINO_IMPORT_MAX_WRITE_US * 3 / 4)
    self->budget_us += 250;
  self->budget_us = CLAMP (self->budget_us, MIN_BUDGET_US, POSTINO_IMPORT_MAX_WRITE_US * 3 / 4);
}

static gboolean
apply_batch (Import  *self,
             GError **error)
{
  gint64 n_valid = self->outcome->n_rows - self->outcome->n_invalid;

  for (self->next = 0; self->next < self->batch->len;)
    {
      gint64 took_us;
      gboolean ok = self->target.write
                      ? postino_store_write (self->store, POSTINO_STORE_NORMAL, apply_chunk, self,
                                             error)
                      : postino_store_read (self->store, apply_chunk, self, error);

      if (!ok)
        return FALSE;
      took_us = g_get_monotonic_time () - self->begun_us;
      if (self->target.write)
        {
          self->outcome->longest_write_us = MAX (self->outcome->longest_write_us, took_us);
          adapt_budget (self, took_us);
        }
      take_chunk_over (self);
      report (self, POSTINO_IMPORT_APPLYING, self->n_done,
              n_valid > 0 ? (double) self->n_done / n_valid : 1.0);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
apply_all (Import  *self,
           GError **error)
{
  g_autoptr (GError) failure = NULL;
  PostinoStaged *staged = NULL;

  if (!postino_stage_rewind (self->stage, error))
    return FALSE;
  do
    {
      gboolean ok;

      while (self->batch->len < BATCH
             && (staged = postino_stage_next (self->stage, &failure)) != NULL)
        g_ptr_array_add (self->batch, staged);
      ok = failure == NULL && apply_batch (self, error);
      for (guint i = 0; i < self->batch->len; i++)
        postino_staged_free (self->batch->pdata[i], postino_import_map_count_values (self->map));
      g_ptr_array_set_size (self->batch, 0);
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      if (!ok)
        return FALSE;
    }
  while (staged != NULL);
  return TRUE;
}

static gboolean
finish_import (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Import *self = data;
  g_autofree char *outcome = describe_outcome (self->outcome);

  return postino_imports_table_finish (db, self->target.import, "done", outcome,
                                       self->target.now_us, error)
         && postino_change_bump (db, POSTINO_TOPIC_LISTS, error);
}

/* Leaves the sentence of what went wrong as it is; if rolling back fails too, recovery does it
 * later. */
static void
take_back (Import *self)
{
  g_autoptr (GError) error = NULL;

  report (self, POSTINO_IMPORT_ROLLING_BACK, self->n_done, 0);
  if (!postino_import_roll_back (self->store, self->target.import, self->target.now_us, &error))
    g_warning ("%s", error->message);
}

static gboolean
apply_for_real (Import  *self,
                GError **error)
{
  gboolean ok;

  self->lock = -1;
  if (!postino_store_write (self->store, POSTINO_STORE_NORMAL, begin_import, self, error))
    {
      if (self->lock >= 0)
        postino_import_unlock (self->store, self->target.import, self->lock);
      return FALSE;
    }
  self->outcome->import = self->target.import;
  ok = apply_all (self, error) && postino_store_write (self->store, POSTINO_STORE_NORMAL,
                                                       finish_import, self, error);
  if (!ok)
    take_back (self);
  postino_import_unlock (self->store, self->target.import, self->lock);
  return ok;
}

static gboolean
check_options (const PostinoImportOptions *options,
               gint64                      now_us,
               GError                    **error)
{
  if (options->consent_words != NULL && options->mode != POSTINO_IMPORT_ADD)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("Consent can only be recorded for contacts that are added"));
      return FALSE;
    }
  if (options->consent_basis != NULL && !postino_consent_basis_is_valid (options->consent_basis))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is no basis: there are consent, soft-opt-in and contract"), options->consent_basis);
      return FALSE;
    }
  if (options->consent_at_us > now_us)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("The date of the consent lies in the future"));
      return FALSE;
    }
  return TRUE;
}

static void
clear_import (Import *self)
{
  postino_import_target_clear (&self->target);
  g_clear_pointer (&self->stage, postino_stage_free);
  g_clear_pointer (&self->map, postino_import_map_free);
  g_clear_pointer (&self->reader, postino_row_reader_free);
  g_clear_pointer (&self->rejects, postino_reject_file_free);
  g_ptr_array_unref (self->batch);
}

gboolean
postino_import_run (PostinoStore               *store,
                    const PostinoImportOptions *options,
                    PostinoImportOutcome       *outcome,
                    GCancellable               *cancellable,
                    GError                    **error)
{
  Import self = { .store = store, .options = options, .outcome = outcome,
                  .cancellable = cancellable };
  gboolean ok;

  *outcome = (PostinoImportOutcome) { 0 };
  self.started = g_get_monotonic_time ();
  self.rejects = postino_reject_file_new (options->rejects, options->rejects_style);
  self.batch = g_ptr_array_new ();
  self.budget_us = POSTINO_IMPORT_MAX_WRITE_US / 4;
  self.target.options = options;
  self.target.write = !options->dry_run;
  self.target.now_us = postino_clock_now_us (options->clock != NULL ? options->clock : postino_clock_system ());

  ok = check_options (options, self.target.now_us, error) && open_file (&self,
                                                                        error) && stage_rows (&self,
                                                                                              error);
  if (ok && options->dry_run)
    {
      self.budget_us = DRY_RUN_BUDGET_US;
      ok = postino_store_read (store, begin_dry_run, &self, error) && apply_all (&self, error);
    }
  else if (ok)
    {
      ok = apply_for_real (&self, error);
    }
  outcome->seconds = (g_get_monotonic_time () - self.started) / (double) G_USEC_PER_SEC;
  clear_import (&self);
  return ok;
}

static gboolean
find_name (const char *const *names,
           gsize              n_names,
           const char        *text,
           guint             *found)
{
  for (gsize i = 0; i < n_names; i++)
    {
      if (strcmp (names[i], text) == 0)
        {
          *found = i;
          return TRUE;
        }
    }
  return FALSE;
}

const char *
postino_import_mode_to_string (PostinoImportMode mode)
{
  g_return_val_if_fail (mode < G_N_ELEMENTS (mode_names), NULL);
  return mode_names[mode];
}

gboolean
postino_import_mode_from_string (const char        *text,
                                 PostinoImportMode *mode,
                                 GError           **error)
{
  guint found = 0;

  if (!find_name (mode_names, G_N_ELEMENTS (mode_names), text, &found))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is no way to import: there are add, remove and unsubscribe"), text);
      return FALSE;
    }
  *mode = found;
  return TRUE;
}

const char *
postino_import_policy_to_string (PostinoImportPolicy policy)
{
  g_return_val_if_fail (policy < G_N_ELEMENTS (policy_names), NULL);
  return policy_names[policy];
}

gboolean
postino_import_policy_from_string (const char          *text,
                                   PostinoImportPolicy *policy,
                                   GError             **error)
{
  guint found = 0;

  if (!find_name (policy_names, G_N_ELEMENTS (policy_names), text, &found))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is no policy for duplicates: there are fill, overwrite and keep"), text);
      return FALSE;
    }
  *policy = found;
  return TRUE;
}
