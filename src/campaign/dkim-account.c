/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one story of making, using and forgetting DKIM keys. The row comes first, because its number
 * names the secret.
 *
 * A private half that is gone for good (a backup restored elsewhere: it holds no keys) makes its row
 * worthless: the row goes when that is noticed, so that the check of a campaign says what is missing
 * instead of messages leaving unsigned in silence. One that cannot be read now (a locked keyring) is
 * an error. */

#include "campaign/dkim-account.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/dkim-choice.h"
#include "campaign/identities-table.h"
#include "campaign/link-base.h"
#include "dkim/signer.h"
#include "workspace/secrets.h"

#define ED25519_SUFFIX "-ed25519"

/* What a function that runs on a store thread works with. */
typedef struct {
  PostinoDkimKeyRow *row;
  const char *domain;
  gint64 campaign;
  gint64 id;
  gint64 now_us;
  gboolean is_shown;

  GPtrArray *rows;
  char *sender_domain;
  gboolean is_trial;
} Step;

static gboolean
read_rows (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Step *step = data;

  step->rows = step->domain != NULL ? postino_dkim_keys_table_list (db, step->domain, error)
                                    : postino_dkim_keys_table_list_due (db, step->now_us, error);
  return step->rows != NULL;
}

static gboolean
insert_row (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Step *step = data;

  return postino_dkim_keys_table_insert (db, step->row, &step->id, error);
}

static gboolean
remove_row (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  const Step *step = data;

  return postino_dkim_keys_table_remove (db, step->id, error);
}

static gboolean
change_rows (PostinoWorkspace *workspace,
             PostinoStoreFunc  func,
             Step             *step,
             GError          **error)
{
  return postino_store_write (postino_workspace_get_store (workspace), POSTINO_STORE_NORMAL, func, step, error);
}

static gboolean
forget (PostinoWorkspace *workspace,
        gint64            id,
        GError          **error)
{
  g_autofree char *name = postino_dkim_keys_table_build_secret_name (id);
  Step step = { .id = id };

  return change_rows (workspace, remove_row, &step, error) && postino_secrets_forget (workspace, name, error);
}

/* ---- making ---- */

static gboolean
has_selector (GPtrArray  *rows,
              const char *selector)
{
  for (guint i = 0; i < rows->len; i++)
    {
      if (strcmp (((const PostinoDkimKeyRow *) rows->pdata[i])->selector, selector) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
create_one (PostinoWorkspace *workspace,
            const char       *domain,
            const char       *selector,
            PostinoDkimKind   kind,
            gint64            now_us,
            gboolean         *in_file,
            GError          **error)
{
  g_autoptr (PostinoDkimKey) key = postino_dkim_key_generate (kind);
  PostinoDkimKeyRow row = { .domain = (char *) domain, .selector = (char *) selector, .kind = kind,
                            .public_key = (char *) postino_dkim_key_get_public (key), .created_us = now_us };
  Step step = { .row = &row };
  g_autofree char *name = NULL;
  char *pem;
  gboolean is_stored;

  if (!change_rows (workspace, insert_row, &step, error))
    return FALSE;
  name = postino_dkim_keys_table_build_secret_name (step.id);
  pem = postino_dkim_key_to_pem (key);
  is_stored = postino_secrets_store (workspace, name, pem, in_file, error);
  postino_secrets_free (pem);
  if (!is_stored)
    change_rows (workspace, remove_row, &step, NULL);
  return is_stored;
}

gboolean
postino_dkim_account_create (PostinoWorkspace *workspace,
                             const char       *domain,
                             const char       *selector,
                             gint64            now_us,
                             gboolean         *in_file,
                             GError          **error)
{
  g_autofree char *rsa = postino_dkim_selector_normalize (selector, error);
  g_autofree char *suffixed = rsa != NULL ? g_strconcat (rsa, ED25519_SUFFIX, NULL) : NULL;
  g_autofree char *ed25519 = suffixed != NULL ? postino_dkim_selector_normalize (suffixed, error) : NULL;
  Step step = { .domain = domain };
  g_autoptr (GPtrArray) rows = NULL;

  if (in_file != NULL)
    *in_file = FALSE;
  if (ed25519 == NULL || !postino_store_read (postino_workspace_get_store (workspace), read_rows, &step, error))
    return FALSE;
  rows = step.rows;
  return (has_selector (rows, rsa)
          || create_one (workspace, domain, rsa, POSTINO_DKIM_RSA, now_us, in_file, error))
         && (has_selector (rows, ed25519)
             || create_one (workspace, domain, ed25519, POSTINO_DKIM_ED25519, now_us, in_file, error));
}

/* ---- using ---- */

/* *@key NULL: it is gone for good. */
static gboolean
load_key (PostinoWorkspace        *workspace,
          const PostinoDkimKeyRow *row,
          PostinoDkimKey         **key,
          GError                 **error)
{
  g_autofree char *name = postino_dkim_keys_table_build_secret_name (row->id);
  char *pem = NULL;

  *key = NULL;
  if (!postino_secrets_lookup (workspace, name, &pem, error))
    return FALSE;
  if (pem != NULL)
    *key = postino_dkim_key_new_from_pem (pem, NULL);
  postino_secrets_free (pem);
  /* A secret of another workspace's row with the same number is nobody's. */
  if (*key != NULL && strcmp (postino_dkim_key_get_public (*key), row->public_key) != 0)
    g_clear_pointer (key, postino_dkim_key_unref);
  return TRUE;
}

static gboolean
forget_lost (PostinoWorkspace        *workspace,
             const PostinoDkimKeyRow *row,
             GError                 **error)
{
  g_message ("The DKIM key %s of %s is lost", row->selector, row->domain);
  return forget (workspace, row->id, error);
}

static gboolean
read_campaign (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Step *step = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, step->campaign, error);
  g_autoptr (PostinoIdentity) identity = NULL;
  PostinoLinkBase base;

  if (campaign == NULL)
    return FALSE;
  if (campaign->identity == 0)
    return TRUE;
  identity = postino_identities_table_get (db, campaign->identity, error);
  if (identity == NULL || !postino_link_base_find (db, step->campaign, &base, error))
    return FALSE;
  step->is_trial = base.is_trial;
  postino_link_base_clear (&base);
  step->sender_domain = g_strdup (postino_identity_get_domain (identity));
  step->rows = postino_dkim_keys_table_list (db, step->sender_domain, error);
  return step->rows != NULL;
}

static gboolean
add_keys (PostinoWorkspace  *workspace,
          const Step        *step,
          PostinoDkimKeySet *keys,
          GError           **error)
{
  for (guint i = 0; i < step->rows->len; i++)
    {
      const PostinoDkimKeyRow *row = step->rows->pdata[i];
      g_autoptr (PostinoDkimKey) key = NULL;

      if (!postino_dkim_choice_signs (step->rows, i, step->is_trial))
        continue;
      if (!load_key (workspace, row, &key, error))
        return FALSE;
      if (key != NULL)
        postino_dkim_key_set_add (keys, row->selector, key);
      else if (!forget_lost (workspace, row, error))
        return FALSE;
    }
  return TRUE;
}

/* Tried here once: a key that fails must stop the campaign, not each of its messages. */
static gboolean
give_if_usable (PostinoDkimKeySet **found,
                PostinoDkimKeySet **keys,
                GError            **error)
{
  g_autoptr (PostinoDkimSigner) signer = postino_dkim_signer_new (*found, error);

  if (signer == NULL)
    return FALSE;
  *keys = g_steal_pointer (found);
  return TRUE;
}

gboolean
postino_dkim_account_load (PostinoWorkspace   *workspace,
                           gint64              campaign,
                           PostinoDkimKeySet **keys,
                           GError            **error)
{
  Step step = { .campaign = campaign };
  g_autoptr (PostinoDkimKeySet) found = NULL;
  gboolean loaded = postino_store_read (postino_workspace_get_store (workspace), read_campaign, &step, error);

  *keys = NULL;
  if (loaded && step.rows != NULL)
    {
      found = postino_dkim_key_set_new (step.sender_domain);
      loaded = add_keys (workspace, &step, found, error);
    }
  if (loaded && found != NULL && postino_dkim_key_set_count (found) > 0)
    loaded = give_if_usable (&found, keys, error);
  g_clear_pointer (&step.rows, g_ptr_array_unref);
  g_free (step.sender_domain);
  return loaded;
}

/* ---- asking DNS ---- */

static gboolean
note_answer (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  const Step *step = data;

  return postino_dkim_keys_table_note (db, step->id, step->is_shown, step->now_us, error);
}

/* FALSE with an error if DNS says neither yes nor no. */
static gboolean
ask (PostinoDns              *dns,
     const PostinoDkimKeyRow *row,
     gboolean                *is_shown,
     GCancellable            *cancellable,
     GError                 **error)
{
  g_autofree char *name = postino_dkim_record_build_name (row->selector, row->domain);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) texts = postino_dns_lookup_txt (dns, name, cancellable, &cause);

  *is_shown = texts != NULL && postino_dkim_record_is_among (texts, row->kind, row->public_key);
  if (texts != NULL || g_error_matches (cause, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
check_one (PostinoWorkspace        *workspace,
           PostinoDns              *dns,
           const PostinoDkimKeyRow *row,
           gint64                   now_us,
           GCancellable            *cancellable,
           GError                 **error)
{
  Step step = { .id = row->id, .now_us = now_us };
  g_autoptr (PostinoDkimKey) key = NULL;

  if (!load_key (workspace, row, &key, error))
    return FALSE;
  if (key == NULL)
    return forget_lost (workspace, row, error);
  return ask (dns, row, &step.is_shown, cancellable, error) && change_rows (workspace, note_answer, &step, error);
}

/* Of every domain that @checked has rows of. */
static gboolean
tidy (PostinoWorkspace *workspace,
      GPtrArray        *checked,
      gint64            now_us,
      GError          **error)
{
  g_autoptr (GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer domain;
  gboolean tidied = TRUE;

  for (guint i = 0; i < checked->len; i++)
    g_hash_table_add (domains, ((PostinoDkimKeyRow *) checked->pdata[i])->domain);
  g_hash_table_iter_init (&iter, domains);
  while (tidied && g_hash_table_iter_next (&iter, &domain, NULL))
    {
      Step step = { .domain = domain };

      tidied = postino_store_read (postino_workspace_get_store (workspace), read_rows, &step, error);
      for (guint i = 0; tidied && i < step.rows->len; i++)
        {
          if (postino_dkim_choice_may_go (step.rows, i, now_us))
            tidied = forget (workspace, ((PostinoDkimKeyRow *) step.rows->pdata[i])->id, error);
        }
      g_clear_pointer (&step.rows, g_ptr_array_unref);
    }
  return tidied;
}

gboolean
postino_dkim_account_check (PostinoWorkspace *workspace,
                            PostinoDns       *dns,
                            const char       *domain,
                            gint64            now_us,
                            GCancellable     *cancellable,
                            GError          **error)
{
  Step step = { .domain = domain, .now_us = now_us };
  g_autoptr (GPtrArray) rows = NULL;
  gboolean checked = TRUE;

  if (!postino_store_read (postino_workspace_get_store (workspace), read_rows, &step, error))
    return FALSE;
  rows = step.rows;
  for (guint i = 0; i < rows->len; i++)
    checked = check_one (workspace, dns, rows->pdata[i], now_us, cancellable, checked ? error : NULL) && checked;
  return checked && tidy (workspace, rows, now_us, error);
}
