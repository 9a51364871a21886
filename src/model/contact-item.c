/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact as a row of a list: the value that was read, watched.
 *
 * contact-list makes and fills it. Filling again tells only of what differs, so that a list that is
 * read again while nothing changed draws nothing. Custom fields have no property of their own,
 * since they are made at run time: a column for one reads postino_contact_item_get () when
 * "changed" comes. */

#include "model/contact-item.h"

struct _PostinoContactItem {
  GObject parent_instance;

  gint64 id;
  PostinoContact *contact; /* NULL: not read yet */
};

typedef enum {
  PROP_ID = 1,
  PROP_IS_LOADED,
  PROP_DISPLAY_NAME,
  PROP_CONSENT,
  PROP_SOFT_BOUNCES,
  PROP_LAST_OPEN_US,
  PROP_LAST_CLICK_US,
  PROP_CREATED_US,
  PROP_MODIFIED_US,
  PROP_FIRST_KNOWN, /* and one for each PostinoKnownField */
  N_PROPS = PROP_FIRST_KNOWN + POSTINO_N_KNOWN,
} Property;

enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoContactItem, postino_contact_item, G_TYPE_OBJECT)

/* The numbers of a contact, 0 for a placeholder. */
static gint64
get_number (const PostinoContact *contact,
            guint                 property)
{
  if (contact == NULL)
    return 0;
  switch (property)
    {
    case PROP_CONSENT:
      return contact->consent;
    case PROP_SOFT_BOUNCES:
      return contact->soft_bounces;
    case PROP_LAST_OPEN_US:
      return contact->last_open_us;
    case PROP_LAST_CLICK_US:
      return contact->last_click_us;
    case PROP_CREATED_US:
      return contact->created_us;
    case PROP_MODIFIED_US:
      return contact->modified_us;
    default:
      g_assert_not_reached ();
    }
}

static const char *
get_known (const PostinoContact *contact,
           guint                 property)
{
  return contact != NULL ? contact->values[property - PROP_FIRST_KNOWN] : NULL;
}

static gboolean
has_other_name (const PostinoContact *before,
                const PostinoContact *after)
{
  g_autofree char *old_name = before != NULL ? postino_contact_dup_display_name (before) : NULL;
  g_autofree char *new_name = postino_contact_dup_display_name (after);

  return g_strcmp0 (old_name, new_name) != 0;
}

static gboolean
has_other_custom (const PostinoContact *before,
                  const PostinoContact *after)
{
  guint n_before = before != NULL && before->custom != NULL ? g_hash_table_size (before->custom) : 0;
  guint n_after = after->custom != NULL ? g_hash_table_size (after->custom) : 0;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (n_before != n_after)
    return TRUE;
  if (n_after == 0)
    return FALSE;
  g_hash_table_iter_init (&iter, after->custom);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (g_strcmp0 (g_hash_table_lookup (before->custom, key), value) != 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
differs (const PostinoContact *before,
         const PostinoContact *after,
         guint                 property)
{
  if (property == PROP_ID)
    return FALSE;
  if (property == PROP_IS_LOADED)
    return before == NULL;
  if (property == PROP_DISPLAY_NAME)
    return has_other_name (before, after);
  if (property >= PROP_FIRST_KNOWN)
    return g_strcmp0 (get_known (before, property), get_known (after, property)) != 0;
  return get_number (before, property) != get_number (after, property);
}

static void
postino_contact_item_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  PostinoContactItem *self = POSTINO_CONTACT_ITEM (object);

  if (id == PROP_ID)
    g_value_set_int64 (value, self->id);
  else if (id == PROP_IS_LOADED)
    g_value_set_boolean (value, self->contact != NULL);
  else if (id == PROP_DISPLAY_NAME)
    g_value_take_string (value,
                         self->contact != NULL ? postino_contact_dup_display_name (self->contact) : NULL);
  else if (id >= PROP_FIRST_KNOWN && id < N_PROPS)
    g_value_set_string (value, get_known (self->contact, id));
  else if (id < PROP_FIRST_KNOWN)
    g_value_set_int64 (value, get_number (self->contact, id));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_contact_item_finalize (GObject *object)
{
  postino_contact_free (POSTINO_CONTACT_ITEM (object)->contact);
  G_OBJECT_CLASS (postino_contact_item_parent_class)->finalize (object);
}

static void
postino_contact_item_class_init (PostinoContactItemClass *klass)
{
  static const struct {
    Property property;
    const char *name;
  } numbers[] = {
    { PROP_ID, "id" },
    { PROP_CONSENT, "consent" },
    { PROP_SOFT_BOUNCES, "soft-bounces" },
    { PROP_LAST_OPEN_US, "last-open-us" },
    { PROP_LAST_CLICK_US, "last-click-us" },
    { PROP_CREATED_US, "created-us" },
    { PROP_MODIFIED_US, "modified-us" },
  };
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_NICK | G_PARAM_STATIC_BLURB;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_contact_item_get_property;
  object_class->finalize = postino_contact_item_finalize;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    properties[numbers[i].property]
      = g_param_spec_int64 (numbers[i].name, NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  for (int i = 0; i < POSTINO_N_KNOWN; i++)
    properties[PROP_FIRST_KNOWN + i]
      = g_param_spec_string (postino_known_field_get_key ((PostinoKnownField) i), NULL, NULL, NULL,
                             flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_CONTACT_ITEM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
postino_contact_item_init (PostinoContactItem *self)
{
}

PostinoContactItem *
postino_contact_item_new (gint64 id)
{
  PostinoContactItem *self = g_object_new (POSTINO_TYPE_CONTACT_ITEM, NULL);

  self->id = id;
  return self;
}

void
postino_contact_item_take (PostinoContactItem *self,
                           PostinoContact     *contact)
{
  g_autoptr (PostinoContact) before = NULL;
  gboolean changed;

  g_return_if_fail (contact->id == self->id);

  before = self->contact;
  self->contact = contact;
  changed = has_other_custom (before, contact);
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_ID; i < N_PROPS; i++)
    {
      if (!differs (before, contact, i))
        continue;
      changed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

gint64
postino_contact_item_get_id (PostinoContactItem *self)
{
  return self->id;
}

gboolean
postino_contact_item_is_loaded (PostinoContactItem *self)
{
  return self->contact != NULL;
}

const char *
postino_contact_item_get (PostinoContactItem *self,
                          const char         *key)
{
  return self->contact != NULL ? postino_contact_get (self->contact, key) : NULL;
}

const PostinoContact *
postino_contact_item_get_contact (PostinoContactItem *self)
{
  return self->contact;
}
