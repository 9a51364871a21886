/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One hit becomes facts.
 *
 * Opens and clicks are judged (human, machine, unknown) with the seconds since the message was
 * accepted, and counted always; a machine's say nothing about the contact. Somebody whose consent
 * to tracking does not stand any more is counted as nobody in particular, also for mail sent
 * before: ledger row, address and program are dropped.
 *
 * Whatever comes back from a message in doubt proves that it arrived: the row is settled as
 * accepted.
 *
 * An unsubscribe is a suppression, a withdrawn consent and an event. The suppression is asked for
 * every time, so that somebody who came back and presses an old link again is believed; the event
 * is written once a row, unless the wish changed something, so that pressing twice counts once. */

#include "harvest/take-over.h"

#include <string.h>

#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-table.h"
#include "contacts/suppression-table.h"
#include "events/events-table.h"
#include "events/user-agent.h"

typedef struct {
  PostinoDb *db;
  const PostinoHit *hit;
  PostinoCampaign *campaign;
  PostinoLedgerRow *row; /* NULL: of nobody in particular */
  const char *source;
  gint64 now_us;
  PostinoTakeOver *changes;
} Taking;

/* A thing that is not there (any more) is no failure here: *@error is cleared then and TRUE
 * returned. */
static gboolean
forgive_missing (GError **error)
{
  if (!g_error_matches (*error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

static PostinoEvent
make_event (const Taking    *taking,
            PostinoEventType type)
{
  const PostinoHit *hit = taking->hit;
  PostinoEvent event = { .at_us = hit->at_us, .type = type, .campaign = hit->campaign, .link = -1,
                         .method = hit->method, .source = taking->source, .source_id = hit->id };

  if (type == POSTINO_EVENT_CLICKED)
    event.link = (int) hit->link;
  if (taking->row == NULL)
    return event;
  event.ledger = taking->row->id;
  event.contact = taking->row->contact;
  event.ip = hit->ip;
  event.agent = hit->agent;
  return event;
}

static gboolean
settle_doubt (Taking     *taking,
              const char *evidence,
              GError    **error)
{
  PostinoEvent event = { .at_us = taking->hit->at_us, .type = POSTINO_EVENT_ACCEPTED, .link = -1,
                         .why = evidence };
  gboolean changed;

  if (taking->row == NULL || taking->row->state != POSTINO_LEDGER_IN_DOUBT)
    return TRUE;
  if (!postino_ledger_table_settle_doubt (taking->db, taking->row->id, evidence, taking->hit->at_us,
                                          &changed, error))
    return FALSE;
  if (!changed)
    return TRUE;
  taking->changes->ledger = TRUE;
  event.campaign = taking->row->campaign;
  event.ledger = taking->row->id;
  event.contact = taking->row->contact;
  return postino_events_table_append (taking->db, &event, NULL, error);
}

/* Forgets who it was, where the person has taken back their consent to be measured since the
 * message was made. */
static gboolean
respect_tracking (Taking  *taking,
                  GError **error)
{
  guint purposes = 0;

  if (taking->row == NULL || taking->campaign->tracking == POSTINO_TRACKING_INDIVIDUAL)
    return TRUE;
  if (!postino_consent_table_get (taking->db, taking->row->key, &purposes, error))
    return FALSE;
  if ((purposes & POSTINO_PURPOSE_TRACKING) == 0)
    g_clear_pointer (&taking->row, postino_ledger_row_free);
  return TRUE;
}

static gint64
find_seconds_after (const Taking *taking)
{
  if (taking->row == NULL || taking->row->settled_us == 0)
    return -1;
  return MAX (taking->hit->at_us - taking->row->settled_us, 0) / G_USEC_PER_SEC;
}

static gboolean
take_reading (Taking          *taking,
              PostinoEventType type,
              GError         **error)
{
  gint64 at_us = taking->hit->at_us;
  PostinoAgentJudgement judgement;
  PostinoEvent event;
  gboolean added;

  if (!settle_doubt (taking, postino_event_type_to_name (type), error)
      || !respect_tracking (taking, error))
    return FALSE;
  event = make_event (taking, type);
  judgement = postino_user_agent_judge (event.agent, event.method, find_seconds_after (taking));
  event.kind = postino_agent_kind_to_name (judgement.kind);
  event.why = judgement.why;
  if (!postino_events_table_append (taking->db, &event, &added, error))
    return FALSE;
  if (!added)
    return TRUE;
  taking->changes->events = TRUE;
  if (event.contact == 0 || judgement.kind == POSTINO_AGENT_MACHINE)
    return TRUE;
  taking->changes->contacts = TRUE;
  return postino_contacts_table_note_reading (taking->db, event.contact,
                                              type == POSTINO_EVENT_OPENED ? at_us : 0,
                                              type == POSTINO_EVENT_CLICKED ? at_us : 0, error);
}

static gboolean
withdraw (Taking  *taking,
          GError **error)
{
  gboolean one_click = strcmp (taking->hit->method, POSTINO_HIT_ONE_CLICK) == 0;
  gboolean added;

  if (!postino_suppression_table_add (taking->db, taking->row->key,
                                      POSTINO_SUPPRESSION_UNSUBSCRIBED, NULL,
                                      one_click ? "one-click" : "link", taking->hit->campaign, taking->hit->at_us, &added,
                                      error))
    return FALSE;
  taking->changes->suppressions |= added;
  taking->changes->contacts = TRUE;
  return postino_consent_table_withdraw (taking->db, taking->row->key, POSTINO_PURPOSE_NEWSLETTER,
                                         one_click ? "one-click unsubscribe" : "unsubscribe link", taking->hit->at_us,
                                         taking->now_us, error);
}

static gboolean
take_unsubscribe (Taking  *taking,
                  GError **error)
{
  PostinoEvent event = make_event (taking, POSTINO_EVENT_UNSUBSCRIBED);
  gboolean stands;
  gboolean counted;
  gboolean added;

  if (taking->row == NULL)
    return TRUE;
  if (!settle_doubt (taking, "unsubscribed", error)
      || !postino_suppression_table_has (taking->db, taking->row->key,
                                         POSTINO_SUPPRESSION_UNSUBSCRIBED, &stands, error)
      || !postino_events_table_has (taking->db, taking->row->id, POSTINO_EVENT_UNSUBSCRIBED,
                                    &counted, error))
    return FALSE;
  if (stands && counted)
    return TRUE;
  if (!postino_events_table_append (taking->db, &event, &added, error))
    return FALSE;
  taking->changes->events |= added;
  return !added || withdraw (taking, error);
}

gboolean
postino_take_over_hit (PostinoDb        *db,
                       const PostinoHit *hit,
                       const char       *source,
                       gint64            now_us,
                       PostinoTakeOver  *changes,
                       GError          **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, hit->campaign, &missing);
  g_autoptr (PostinoLedgerRow) row = NULL;
  Taking taking = { db, hit, campaign, NULL, source, now_us, changes };
  gboolean ok;

  if (campaign != NULL && hit->row > 0)
    row = postino_ledger_table_get (db, hit->row, &missing);
  if (missing != NULL)
    {
      if (forgive_missing (&missing))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  if (campaign->is_test || (row != NULL && row->campaign != hit->campaign))
    return TRUE;

  taking.row = g_steal_pointer (&row);
  switch (hit->kind)
    {
    case 'o':
      ok = take_reading (&taking, POSTINO_EVENT_OPENED, error);
      break;
    case 'c':
      ok = take_reading (&taking, POSTINO_EVENT_CLICKED, error);
      break;
    default:
      ok = take_unsubscribe (&taking, error);
      break;
    }
  postino_ledger_row_free (taking.row);
  return ok;
}
