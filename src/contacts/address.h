/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* E-mail addresses as people type them (RFC 5321, RFC 6531). Pure; any thread. */

typedef enum {
  POSTINO_ADDRESS_OK,
  POSTINO_ADDRESS_EMPTY,
  POSTINO_ADDRESS_NO_AT,
  POSTINO_ADDRESS_TWO_ATS,
  POSTINO_ADDRESS_EMPTY_LOCAL,
  POSTINO_ADDRESS_EMPTY_DOMAIN,
  POSTINO_ADDRESS_LOCAL_TOO_LONG,
  POSTINO_ADDRESS_TOO_LONG,
  POSTINO_ADDRESS_BAD_CHARACTER,
  POSTINO_ADDRESS_BAD_DOTS,
  POSTINO_ADDRESS_DOMAIN_WITHOUT_DOT,
  POSTINO_ADDRESS_BAD_LABEL,
  POSTINO_ADDRESS_BAD_IDN,
  POSTINO_ADDRESS_CONTROL_CHARACTER,
  POSTINO_ADDRESS_LITERAL,
  POSTINO_ADDRESS_N_FAULTS
} PostinoAddressFault;

/* address: as it goes on the wire, domain as lower-case A-label. key: the same with the local part
 * case-folded; every comparison goes by it. Both NULL if there is a fault. */
typedef struct {
  char *address;
  char *key;
} PostinoAddress;

/* Reads "ann@example.org", "<ann@example.org>", "mailto:ann@example.org", "Ann <ann@example.org>",
 * blanks around it. @length -1: up to NUL; a NUL inside is a fault. @parsed is filled in any case
 * and goes to postino_address_clear (). */
PostinoAddressFault postino_address_parse (const char *text, gssize length, PostinoAddress *parsed);
void                postino_address_clear (PostinoAddress *parsed);

/* Reads "@example.org" or "example.org", as a suppression names a whole domain: "@example.org" with
 * the A-label in @key, yours. */
PostinoAddressFault postino_address_parse_domain (const char *text, char **key);

/* "two-ats", for programs; a sentence, for people. Both static. NULL for POSTINO_ADDRESS_OK. */
const char         *postino_address_fault_to_code     (PostinoAddressFault fault);
const char         *postino_address_fault_to_sentence (PostinoAddressFault fault);

/* What follows the last @ of an address or key; borrowed. */
const char         *postino_address_get_domain (const char *address);

/* TRUE if the server must offer SMTPUTF8 (RFC 6531): the local part is not ASCII. */
gboolean            postino_address_needs_smtputf8 (const char *address);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoAddress, postino_address_clear)
