/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contacts/field.h"

#include "base/error.h"

static const struct {
  const char *header;
  PostinoKnownField field;
} headers[] = {
  { "E-mail", POSTINO_KNOWN_EMAIL },
  { "EMAIL", POSTINO_KNOWN_EMAIL },
  { " e_mail: ", POSTINO_KNOWN_EMAIL },
  { "Indirizzo email", POSTINO_KNOWN_EMAIL },
  { "Indirizzo e-mail", POSTINO_KNOWN_EMAIL },
  { "Posta elettronica", POSTINO_KNOWN_EMAIL },
  { "Nome", POSTINO_KNOWN_FIRST_NAME },
  { "First name", POSTINO_KNOWN_FIRST_NAME },
  { "Cognome", POSTINO_KNOWN_LAST_NAME },
  { "Last Name", POSTINO_KNOWN_LAST_NAME },
  { "Nominativo", POSTINO_KNOWN_NAME },
  { "Nome e cognome", POSTINO_KNOWN_NAME },
  { "Full name", POSTINO_KNOWN_NAME },
  { "Ragione sociale", POSTINO_KNOWN_COMPANY },
  { "Azienda", POSTINO_KNOWN_COMPANY },
  { "Telefono", POSTINO_KNOWN_PHONE },
  { "Cellulare", POSTINO_KNOWN_PHONE },
  { "Città", POSTINO_KNOWN_CITY },
  { "Comune", POSTINO_KNOWN_CITY },
  { "Nazione", POSTINO_KNOWN_COUNTRY },
  { "Paese", POSTINO_KNOWN_COUNTRY },
  { "Lingua", POSTINO_KNOWN_LANGUAGE },
  { "Data di nascita", POSTINO_KNOWN_BIRTHDAY },
  { "Tessera", POSTINO_N_KNOWN },
  { "Indirizzo", POSTINO_N_KNOWN },
  { "", POSTINO_N_KNOWN },
};

static const struct {
  PostinoFieldType type;
  const char *typed;
  const char *value; /* NULL and @valid: empty */
  gboolean valid;
} values[] = {
  { POSTINO_FIELD_TEXT, "  Anna\r\nMaria ", "Anna Maria", TRUE },
  { POSTINO_FIELD_TEXT, "   ", NULL, TRUE },
  { POSTINO_FIELD_NUMBER, "12", "12", TRUE },
  { POSTINO_FIELD_NUMBER, "-3,5", "-3.5", TRUE },
  { POSTINO_FIELD_NUMBER, "1.250,75", "1250.75", TRUE },
  { POSTINO_FIELD_NUMBER, "1,250.75", "1250.75", TRUE },
  { POSTINO_FIELD_NUMBER, "1.250.000", "1250000", TRUE },
  { POSTINO_FIELD_NUMBER, "", NULL, TRUE },
  { POSTINO_FIELD_NUMBER, "dodici", NULL, FALSE },
  { POSTINO_FIELD_NUMBER, "12x", NULL, FALSE },
  { POSTINO_FIELD_NUMBER, "-", NULL, FALSE },
  { POSTINO_FIELD_NUMBER, "1e400", NULL, FALSE },
  { POSTINO_FIELD_DATE, "1980-12-31", "1980-12-31", TRUE },
  { POSTINO_FIELD_DATE, "31/12/1980", "1980-12-31", TRUE },
  { POSTINO_FIELD_DATE, "1.2.1980", "1980-02-01", TRUE },
  { POSTINO_FIELD_DATE, "1980-12-31 00:00:00", "1980-12-31", TRUE },
  { POSTINO_FIELD_DATE, "1980-12-31T10:00", "1980-12-31", TRUE },
  { POSTINO_FIELD_DATE, "29/02/2024", "2024-02-29", TRUE },
  { POSTINO_FIELD_DATE, "29/02/2023", NULL, FALSE },
  { POSTINO_FIELD_DATE, "12/31/1980", NULL, FALSE },
  { POSTINO_FIELD_DATE, "31/12/80", NULL, FALSE },
  { POSTINO_FIELD_DATE, "31/12", NULL, FALSE },
  { POSTINO_FIELD_DATE, "99999999999999999999/1/1", NULL, FALSE },
  { POSTINO_FIELD_DATE, "ieri", NULL, FALSE },
  { POSTINO_FIELD_BOOLEAN, "Sì", "1", TRUE },
  { POSTINO_FIELD_BOOLEAN, "TRUE", "1", TRUE },
  { POSTINO_FIELD_BOOLEAN, "no", "0", TRUE },
  { POSTINO_FIELD_BOOLEAN, "forse", NULL, FALSE },
};

static void
test_guess (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_test_message ("%s", headers[i].header);
      g_assert_cmpint (postino_known_field_guess (headers[i].header), ==, headers[i].field);
    }
}

static void
test_normalize (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *value = postino_field_normalize (values[i].type, "Età", values[i].typed, &error);

      g_assert_cmpstr (value, ==, values[i].value);
      if (values[i].valid)
        g_assert_no_error (error);
      else
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

static void
test_keys (void)
{
  PostinoFieldType type;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < POSTINO_N_KNOWN; i++)
    g_assert_cmpint (postino_known_field_from_key (postino_known_field_get_key (i)), ==, i);
  g_assert_cmpint (postino_known_field_from_key ("tessera"), ==, POSTINO_N_KNOWN);
  g_assert_true (postino_field_type_from_string ("date", &type, &error));
  g_assert_cmpstr (postino_field_type_to_string (type), ==, "date");
  g_assert_false (postino_field_type_from_string ("colour", &type, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/guess", test_guess);
  g_test_add_func ("/field/normalize", test_normalize);
  g_test_add_func ("/field/keys", test_keys);
  return g_test_run ();
}
