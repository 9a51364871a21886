/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sandbox: a real SMTP server on the loopback interface whose messages go into sandbox.db, one
 * row a recipient. A message is answered with 250 only when its row is committed, so that trying
 * out looks like the real thing. */

#include "sandbox/sandbox.h"

#include <gmime/gmime.h>

#include "sandbox/sandbox-table.h"
#include "smtp/smtp-server.h"

enum { HEADERS_LOOKED_AT = 64 * 1024 };

/* What the SMTP server calls; the functions find the sandbox behind it. */
typedef struct {
  PostinoSmtpReceiver receiver;
  PostinoStore *store;
} Receiver;

struct _PostinoSandbox {
  GObject parent_instance;

  Receiver receiver;
  PostinoSmtpServer *server;
};

G_DEFINE_FINAL_TYPE (PostinoSandbox, postino_sandbox, G_TYPE_OBJECT)

typedef struct {
  const PostinoSmtpEnvelope *envelope;
  GBytes *raw;
  const char *subject;
} Arrival;

/* The decoded subject, or NULL; yours. */
static char *
find_subject (GBytes *raw)
{
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (raw, &n_bytes);
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;
  char *subject;

  if (n_bytes == 0)
    return NULL;
  stream = g_mime_stream_mem_new_with_buffer (bytes, MIN (n_bytes, HEADERS_LOOKED_AT));
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  subject = message != NULL ? g_strdup (g_mime_message_get_subject (message)) : NULL;
  g_clear_object (&message);
  g_object_unref (parser);
  g_object_unref (stream);
  return subject;
}

static gboolean
store_arrival (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  const Arrival *arrival = data;

  for (guint i = 0; i < arrival->envelope->recipients->len; i++)
    {
      if (!postino_sandbox_table_insert (db, g_get_real_time (), arrival->envelope->sender,
                                         arrival->envelope->recipients->pdata[i], arrival->subject, arrival->raw,
                                         error))
        return FALSE;
    }
  return TRUE;
}

static char *
take_message (PostinoSmtpReceiver       *receiver,
              const PostinoSmtpEnvelope *envelope,
              GBytes                    *raw)
{
  Receiver *self = (Receiver *) receiver;
  g_autofree char *subject = find_subject (raw);
  Arrival arrival = { envelope, raw, subject };
  g_autoptr (GError) error = NULL;

  if (postino_store_write (self->store, POSTINO_STORE_NORMAL, store_arrival, &arrival, &error))
    return NULL;
  g_warning ("%s", error->message);
  return g_strdup ("452 4.3.1 The sandbox cannot keep this message now");
}

static void
postino_sandbox_finalize (GObject *object)
{
  PostinoSandbox *self = POSTINO_SANDBOX (object);

  postino_sandbox_stop (self);
  g_clear_object (&self->server);
  g_clear_object (&self->receiver.store);
  G_OBJECT_CLASS (postino_sandbox_parent_class)->finalize (object);
}

static void
postino_sandbox_class_init (PostinoSandboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_sandbox_finalize;
}

static void
postino_sandbox_init (PostinoSandbox *self)
{
  self->receiver.receiver.data = take_message;
}

PostinoStore *
postino_sandbox_open_store (const char *folder,
                            GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "sandbox.db", NULL);
  g_autoptr (PostinoDb) db = postino_db_open (path, POSTINO_DB_READ_WRITE, error);

  if (db == NULL || !postino_migrate (db, postino_sandbox_get_schema (), error))
    return NULL;
  return postino_store_new (path, error);
}

PostinoSandbox *
postino_sandbox_start (const char *folder,
                       guint       port,
                       GError    **error)
{
  g_autoptr (PostinoSandbox) self = g_object_new (POSTINO_TYPE_SANDBOX, NULL);

  g_mime_init ();
  self->receiver.store = postino_sandbox_open_store (folder, error);
  if (self->receiver.store == NULL)
    return NULL;
  self->server = postino_smtp_server_new (&self->receiver.receiver);
  if (!(port != 0 && postino_smtp_server_start (self->server, port, NULL))
      && !postino_smtp_server_start (self->server, 0, error))
    return NULL;
  return g_steal_pointer (&self);
}

guint
postino_sandbox_get_port (PostinoSandbox *self)
{
  return postino_smtp_server_get_port (self->server);
}

void
postino_sandbox_stop (PostinoSandbox *self)
{
  if (self->server != NULL)
    postino_smtp_server_stop (self->server);
}
