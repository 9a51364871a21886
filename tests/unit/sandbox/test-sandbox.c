/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages given to the sandbox by a tiny client, and what is then found in sandbox.db. */
#include <string.h>

#include "scratch-db.h"

#include "sandbox/sandbox-table.h"
#include "sandbox/sandbox.h"

typedef struct {
  char *folder;
  PostinoSandbox *sandbox;
} Fixture;

typedef struct {
  GSocketConnection *connection;
  GDataInputStream *in;
} Client;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  fixture->sandbox = postino_sandbox_start (fixture->folder, 0, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->sandbox);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

/* The code of the whole reply. */
static int
read_code (Client *client)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (client->in, NULL, NULL, NULL);

      g_assert_nonnull (line);
      if (strlen (line) < 4 || line[3] != '-')
        return atoi (line);
    }
}

/* Sends @text as it is. */
static void
say (Client     *client,
     const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (client->connection)), text, strlen (text), NULL, NULL,
                             &error);
  g_assert_no_error (error);
}

static void
connect_client (Client         *client,
                PostinoSandbox *sandbox)
{
  g_autoptr (GSocketClient) socket_client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  client->connection
    = g_socket_client_connect_to_host (socket_client, "127.0.0.1", (guint16) postino_sandbox_get_port (sandbox), NULL, &error);
  g_assert_no_error (error);
  client->in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (client->connection)));
  g_data_input_stream_set_newline_type (client->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_assert_cmpint (read_code (client), ==, 220);
  say (client, "EHLO test\r\n");
  g_assert_cmpint (read_code (client), ==, 250);
}

static void
close_client (Client *client)
{
  g_object_unref (client->in);
  g_object_unref (client->connection);
}

/* One message to @recipients, blank-separated; the code of the answer to the dot. */
static int
send_message (Client     *client,
              const char *recipients,
              const char *lines)
{
  g_auto (GStrv) to = g_strsplit (recipients, " ", -1);

  say (client, "MAIL FROM:<shop@example.com>\r\n");
  g_assert_cmpint (read_code (client), ==, 250);
  for (gsize i = 0; to[i] != NULL; i++)
    {
      g_autofree char *command = g_strdup_printf ("RCPT TO:<%s>\r\n", to[i]);

      say (client, command);
      g_assert_cmpint (read_code (client), ==, 250);
    }
  say (client, "DATA\r\n");
  g_assert_cmpint (read_code (client), ==, 354);
  say (client, lines);
  say (client, ".\r\n");
  return read_code (client);
}

static PostinoDb *
open_db (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "sandbox.db", NULL);
  g_autoptr (GError) error = NULL;
  PostinoDb *db = postino_db_open (path, POSTINO_DB_READ_WRITE, &error);

  g_assert_no_error (error);
  return db;
}

static GPtrArray *
list (PostinoDb *db)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *messages = postino_sandbox_table_list (db, 0, 100, &error);

  g_assert_no_error (error);
  return messages;
}

static const struct {
  const char *sent;    /* lines, dots stuffed */
  const char *kept;    /* bytes */
  const char *subject; /* as listed */
} messages[] = {
  { "Subject: Ciao\r\n\r\nx\r\n", "Subject: Ciao\r\n\r\nx\r\n", "Ciao" },
  { "Subject: =?utf-8?Q?Citt=C3=A0?=\r\n\r\nx\r\n", "Subject: =?utf-8?Q?Citt=C3=A0?=\r\n\r\nx\r\n", "Città" },
  { "From: a@b.it\r\n\r\nx\r\n", "From: a@b.it\r\n\r\nx\r\n", NULL },
  { "Subject: dots\r\n\r\n..\r\n...x\r\n", "Subject: dots\r\n\r\n.\r\n..x\r\n", "dots" },
  { "not a header at all\r\n", "not a header at all\r\n", NULL },
  { "", "", NULL },
};

static void
test_messages (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (PostinoDb) db = open_db (fixture);
  Client client;

  connect_client (&client, fixture->sandbox);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autofree char *to = g_strdup_printf ("r%zu@example.com", i);
      g_autoptr (GPtrArray) listed = NULL;
      g_autoptr (GBytes) raw = NULL;
      const PostinoSandboxMessage *newest;

      g_assert_cmpint (send_message (&client, to, messages[i].sent), ==, 250);
      listed = list (db);
      g_assert_cmpuint (listed->len, ==, i + 1); /* there as soon as it was answered */
      newest = listed->pdata[0];
      g_assert_cmpstr (newest->sender, ==, "shop@example.com");
      g_assert_cmpstr (newest->recipient, ==, to);
      g_assert_cmpstr (newest->subject, ==, messages[i].subject);
      g_assert_cmpint (newest->size, ==, strlen (messages[i].kept));
      raw = postino_sandbox_table_get (db, newest->id, NULL);
      g_assert_cmpmem (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), messages[i].kept, strlen (messages[i].kept));
    }
  close_client (&client);
}

static void
test_recipients (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (PostinoDb) db = open_db (fixture);
  g_autoptr (GPtrArray) listed = NULL;
  Client client;

  connect_client (&client, fixture->sandbox);
  g_assert_cmpint (send_message (&client, "a@x.it b@x.it c@x.it", "Subject: all\r\n\r\n"), ==, 250);
  listed = list (db);
  g_assert_cmpuint (listed->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (((PostinoSandboxMessage *) listed->pdata[i])->subject, ==, "all");
  close_client (&client);
}

/* A message whose end never came is not there. */
static void
test_unfinished (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (PostinoDb) db = open_db (fixture);
  g_autoptr (GPtrArray) listed = NULL;
  Client client;

  connect_client (&client, fixture->sandbox);
  say (&client, "MAIL FROM:<a@x.it>\r\nRCPT TO:<b@x.it>\r\nDATA\r\n");
  g_assert_cmpint (read_code (&client), ==, 250);
  g_assert_cmpint (read_code (&client), ==, 250);
  g_assert_cmpint (read_code (&client), ==, 354);
  say (&client, "Subject: half\r\n\r\nx\r\n");
  close_client (&client);
  postino_sandbox_stop (fixture->sandbox);
  listed = list (db);
  g_assert_cmpuint (listed->len, ==, 0);
}

/* When the database refuses, the client hears "later", not "taken". */
static void
test_trouble (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoDb) db = open_db (fixture);
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;
  Client client;

  g_assert_true (postino_db_exec (db, "CREATE TRIGGER broken BEFORE INSERT ON message WHEN new.recipient = 'b@x.it' "
                                      "BEGIN SELECT raise (ABORT, 'no'); END", &error));
  connect_client (&client, fixture->sandbox);
  g_assert_cmpint (send_message (&client, "a@x.it b@x.it", "\r\n"), ==, 452);
  listed = list (db);
  g_assert_cmpuint (listed->len, ==, 0); /* for nobody, since the answer is for both */
  g_assert_cmpint (send_message (&client, "a@x.it", "\r\n"), ==, 250);
  close_client (&client);
}

/* On the port asked for if it is free, else on another; what was kept is still there after a restart. */
static void
test_ports (Fixture      *fixture,
            gconstpointer data)
{
  guint port = postino_sandbox_get_port (fixture->sandbox);
  g_autofree char *folder = g_dir_make_tmp ("postino-test-XXXXXX", NULL);
  g_autoptr (PostinoSandbox) other = postino_sandbox_start (folder, port, NULL);
  g_autoptr (PostinoDb) db = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  Client client;

  g_assert_cmpuint (port, !=, 0);
  g_assert_cmpuint (postino_sandbox_get_port (other), !=, 0);
  g_assert_cmpuint (postino_sandbox_get_port (other), !=, port);

  connect_client (&client, fixture->sandbox);
  g_assert_cmpint (send_message (&client, "a@x.it", "\r\n"), ==, 250);
  close_client (&client);
  g_clear_object (&fixture->sandbox);
  fixture->sandbox = postino_sandbox_start (fixture->folder, 0, NULL);
  db = open_db (fixture);
  listed = list (db);
  g_assert_cmpuint (listed->len, ==, 1);
  remove_scratch_folder (folder);
}

/* What a warning says is said to the client too. */
static GLogWriterOutput
drop_warning_cb (GLogLevelFlags   level,
                 const GLogField *fields,
                 gsize            n_fields,
                 gpointer         user_data)
{
  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED : g_log_writer_default (level, fields, n_fields, user_data);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (drop_warning_cb, NULL, NULL);
  g_test_add ("/sandbox/messages", Fixture, NULL, set_up, test_messages, tear_down);
  g_test_add ("/sandbox/recipients", Fixture, NULL, set_up, test_recipients, tear_down);
  g_test_add ("/sandbox/unfinished", Fixture, NULL, set_up, test_unfinished, tear_down);
  g_test_add ("/sandbox/trouble", Fixture, NULL, set_up, test_trouble, tear_down);
  g_test_add ("/sandbox/ports", Fixture, NULL, set_up, test_ports, tear_down);
  return g_test_run ();
}
