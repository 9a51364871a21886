/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dkim/key-set.h"

struct _PostinoDkimKeySet {
  gatomicrefcount n_refs;
  char *domain;
  GPtrArray *selectors; /* char * */
  GPtrArray *keys;      /* PostinoDkimKey, beside them */
};

PostinoDkimKeySet *
postino_dkim_key_set_new (const char *domain)
{
  PostinoDkimKeySet *self = g_new0 (PostinoDkimKeySet, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->domain = g_strdup (domain);
  self->selectors = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_dkim_key_unref);
  return self;
}

void
postino_dkim_key_set_add (PostinoDkimKeySet *self,
                          const char        *selector,
                          PostinoDkimKey    *key)
{
  g_ptr_array_add (self->selectors, g_strdup (selector));
  g_ptr_array_add (self->keys, postino_dkim_key_ref (key));
}

PostinoDkimKeySet *
postino_dkim_key_set_ref (PostinoDkimKeySet *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
postino_dkim_key_set_unref (PostinoDkimKeySet *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_ptr_array_unref (self->selectors);
  g_ptr_array_unref (self->keys);
  g_free (self->domain);
  g_free (self);
}

const char *
postino_dkim_key_set_get_domain (PostinoDkimKeySet *self)
{
  return self->domain;
}

guint
postino_dkim_key_set_count (PostinoDkimKeySet *self)
{
  return self->keys->len;
}

const char *
postino_dkim_key_set_get_selector (PostinoDkimKeySet *self,
                                   guint              i)
{
  return self->selectors->pdata[i];
}

PostinoDkimKey *
postino_dkim_key_set_get_key (PostinoDkimKeySet *self,
                              guint              i)
{
  return self->keys->pdata[i];
}
