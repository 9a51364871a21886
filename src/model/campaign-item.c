/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campaign as a row of a list: the value that was read, and its recipients by state, watched.
 *
 * campaign-list makes it and fills it again in place, so that a page that shows a campaign holds
 * this object for as long as it is open. The finer figures of one that runs (rate, time left) are
 * model/progress. */

#include "model/campaign-item.h"

#include <string.h>

struct _PostinoCampaignItem {
  GObject parent_instance;

  PostinoCampaign *campaign;
  gint64 counts[POSTINO_LEDGER_N_STATES];
};

typedef enum {
  PROP_ID = 1,
  PROP_START_AT_US,
  PROP_CREATED_US,
  PROP_LAUNCHED_US,
  PROP_STARTED_US,
  PROP_FINISHED_US,
  PROP_TOTAL,
  PROP_ACCEPTED,
  PROP_REFUSED,
  PROP_IN_DOUBT,
  PROP_LEFT,
  PROP_STATE,
  PROP_WANTED,
  PROP_IS_ARCHIVED,
  PROP_NAME,
  PROP_WAITING_WHY,
  N_PROPS,
} Property;

enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoCampaignItem, postino_campaign_item, G_TYPE_OBJECT)

static gint64
get_total (const gint64 *counts)
{
  gint64 total = 0;

  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    total += counts[state];
  return total;
}

/* Every property but the texts is a number. */
static gint64
get_number (const PostinoCampaign *campaign,
            const gint64          *counts,
            guint                  property)
{
  switch (property)
    {
    case PROP_ID:
      return campaign->id;
    case PROP_START_AT_US:
      return campaign->start_at_us;
    case PROP_CREATED_US:
      return campaign->created_us;
    case PROP_LAUNCHED_US:
      return campaign->launched_us;
    case PROP_STARTED_US:
      return campaign->started_us;
    case PROP_FINISHED_US:
      return campaign->finished_us;
    case PROP_TOTAL:
      return get_total (counts);
    case PROP_ACCEPTED:
      return counts[POSTINO_LEDGER_ACCEPTED];
    case PROP_REFUSED:
      return counts[POSTINO_LEDGER_REFUSED];
    case PROP_IN_DOUBT:
      return counts[POSTINO_LEDGER_IN_DOUBT];
    case PROP_LEFT:
      return counts[POSTINO_LEDGER_READY] + counts[POSTINO_LEDGER_HANDED] + counts[POSTINO_LEDGER_DEFERRED];
    case PROP_STATE:
      return campaign->state;
    case PROP_WANTED:
      return campaign->wanted;
    case PROP_IS_ARCHIVED:
      return campaign->archived_us != 0;
    default:
      g_assert_not_reached ();
    }
}

static const char *
get_text (const PostinoCampaign *campaign,
          guint                  property)
{
  return property == PROP_NAME ? campaign->name : campaign->waiting_why;
}

static void
postino_campaign_item_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  PostinoCampaignItem *self = POSTINO_CAMPAIGN_ITEM (object);

  if (id == PROP_NAME || id == PROP_WAITING_WHY)
    g_value_set_string (value, get_text (self->campaign, id));
  else if (id == PROP_IS_ARCHIVED)
    g_value_set_boolean (value, get_number (self->campaign, self->counts, id) != 0);
  else if (id == PROP_STATE || id == PROP_WANTED)
    g_value_set_uint (value, (guint) get_number (self->campaign, self->counts, id));
  else if (id < PROP_STATE)
    g_value_set_int64 (value, get_number (self->campaign, self->counts, id));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_campaign_item_finalize (GObject *object)
{
  postino_campaign_free (POSTINO_CAMPAIGN_ITEM (object)->campaign);
  G_OBJECT_CLASS (postino_campaign_item_parent_class)->finalize (object);
}

static void
postino_campaign_item_class_init (PostinoCampaignItemClass *klass)
{
  static const char *const numbers[PROP_STATE] = {
    [PROP_ID] = "id",
    [PROP_START_AT_US] = "start-at-us",
    [PROP_CREATED_US] = "created-us",
    [PROP_LAUNCHED_US] = "launched-us",
    [PROP_STARTED_US] = "started-us",
    [PROP_FINISHED_US] = "finished-us",
    [PROP_TOTAL] = "total",
    [PROP_ACCEPTED] = "accepted",
    [PROP_REFUSED] = "refused",
    [PROP_IN_DOUBT] = "in-doubt",
    [PROP_LEFT] = "left",
  };
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_campaign_item_get_property;
  object_class->finalize = postino_campaign_item_finalize;

  for (guint i = PROP_ID; i < PROP_STATE; i++)
    properties[i] = g_param_spec_int64 (numbers[i], NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, POSTINO_CAMPAIGN_FINISHED, 0,
                                              flags);
  properties[PROP_WANTED] = g_param_spec_uint ("wanted", NULL, NULL, 0, POSTINO_WANTED_STOP, 0,
                                               flags);
  properties[PROP_IS_ARCHIVED] = g_param_spec_boolean ("is-archived", NULL, NULL, FALSE, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_WAITING_WHY] = g_param_spec_string ("waiting-why", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_CAMPAIGN_ITEM, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
postino_campaign_item_init (PostinoCampaignItem *self)
{
}

PostinoCampaignItem *
postino_campaign_item_new (PostinoCampaign *campaign,
                           const gint64     counts[POSTINO_LEDGER_N_STATES])
{
  PostinoCampaignItem *self = g_object_new (POSTINO_TYPE_CAMPAIGN_ITEM, NULL);

  self->campaign = campaign;
  memcpy (self->counts, counts, sizeof self->counts);
  return self;
}

void
postino_campaign_item_take (PostinoCampaignItem *self,
                            PostinoCampaign     *campaign,
                            const gint64         counts[POSTINO_LEDGER_N_STATES])
{
  g_autoptr (PostinoCampaign) before = NULL;
  gint64 counts_before[POSTINO_LEDGER_N_STATES];
  gboolean changed;

  g_return_if_fail (campaign->id == self->campaign->id);

  before = self->campaign;
  memcpy (counts_before, self->counts, sizeof counts_before);
  self->campaign = campaign;
  memcpy (self->counts, counts, sizeof self->counts);

  /* some have no property */
  changed = memcmp (counts_before, self->counts, sizeof counts_before) != 0;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_ID; i < N_PROPS; i++)
    {
      gboolean differs = i >= PROP_NAME
                           ? g_strcmp0 (get_text (before, i), get_text (campaign, i)) != 0
                           : get_number (before, counts_before, i) != get_number (campaign,
                                                                                  self->counts, i);

      changed = changed || differs;
      if (differs)
        g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

gint64
postino_campaign_item_get_id (PostinoCampaignItem *self)
{
  return self->campaign->id;
}

PostinoCampaignState
postino_campaign_item_get_state (PostinoCampaignItem *self)
{
  return self->campaign->state;
}

gint64
postino_campaign_item_get_count (PostinoCampaignItem *self,
                                 PostinoLedgerState   state)
{
  g_return_val_if_fail (state < POSTINO_LEDGER_N_STATES, 0);

  return self->counts[state];
}

const PostinoCampaign *
postino_campaign_item_get_campaign (PostinoCampaignItem *self)
{
  return self->campaign;
}
