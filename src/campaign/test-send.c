/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test send has content, attachments, sender, servers and tracking of its parent at this moment: what is
 * edited afterwards does not reach it. */

#include "campaign/test-send.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "campaign/attachments-table.h"
#include "campaign/campaigns-table.h"
#include "contacts/address.h"
#include "contacts/contacts-table.h"

enum { LIFETIME_DAYS = 1 };

gboolean
postino_test_send_begin (PostinoDb  *db,
                         gint64      campaign,
                         const char *to,
                         const char *as,
                         gint64      now_us,
                         gint64     *id,
                         GError    **error)
{
  g_autoptr (PostinoCampaign) parent = postino_campaigns_table_get (db, campaign, error);
  g_autoptr (PostinoContact) contact = NULL;
  g_auto (PostinoAddress) address = { 0 };
  PostinoCampaign test;
  PostinoAddressFault fault;

  if (parent == NULL)
    return FALSE;
  fault = postino_address_parse (to, -1, &address);
  if (fault != POSTINO_ADDRESS_OK)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("A test send needs an address: %s"), postino_address_fault_to_sentence (fault));
      return FALSE;
    }
  if (as != NULL && *as != '\0')
    {
      contact = postino_contacts_table_find (db, as, error);
      if (contact == NULL)
        return FALSE;
    }
  test = (PostinoCampaign) { .is_test = TRUE, .parent = parent->id, .name = parent->name,
                             .identity = parent->identity, .revision = parent->revision,
                             .tracking = parent->tracking, .utm = parent->utm, .lifetime_days = LIFETIME_DAYS,
                             .test_to = address.address,
                             .test_as = contact != NULL ? contact->id : 0 };
  return postino_campaigns_table_insert (db, &test, now_us, id, error)
         && postino_attachments_table_copy (db, parent->id, *id, error)
         && postino_campaigns_table_copy_servers (db, parent->id, *id, error)
         && postino_campaigns_table_want (db, *id, POSTINO_WANTED_RUN, TRUE, 0, error);
}
