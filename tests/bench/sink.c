/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sink PORT COUNTFILE: an SMTP server on 127.0.0.1 that takes everything as fast as it can and counts.
 *
 * PIPELINING and 8BITMIME, one thread a connection, no parsing beyond the first letter of a command and the end of data.
 * The first eight bytes of COUNTFILE are the number of messages taken, in host order. It does not acknowledge early: a
 * client that leaves Nagle's algorithm on shows itself. */

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024, REPLIES = 8192 };

static const char hello[] = "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";
static const char ok[] = "250 2.0.0 Ok\r\n";
static const char go[] = "354 Go\r\n";
static const char bye[] = "221 2.0.0 Bye\r\n";

static uint64_t *count;

typedef struct {
  int fd;
  int in_data;
  size_t length;
  char bytes[BUFFER];
  size_t n_replies;
  char replies[REPLIES];
} Session;

static void
reply (Session    *session,
       const char *text)
{
  size_t length = strlen (text);

  if (session->n_replies + length > REPLIES)
    return;
  memcpy (session->replies + session->n_replies, text, length);
  session->n_replies += length;
}

/* Takes what is whole; gives how many bytes that were. */
static size_t
take_data (Session *session,
           size_t   at)
{
  char *end = memmem (session->bytes + at, session->length - at, "\r\n.\r\n", 5);

  if (end == NULL)
    return session->length - at > 4 ? session->length - 4 : at;
  session->in_data = 0;
  __atomic_add_fetch (count, 1, __ATOMIC_RELAXED);
  reply (session, ok);
  return (size_t) (end - session->bytes) + 5;
}

static size_t
take_command (Session *session,
              size_t   at,
              int     *quit)
{
  char *end = memchr (session->bytes + at, '\n', session->length - at);

  if (end == NULL)
    return at;
  switch (session->bytes[at] | 0x20)
    {
    case 'e':
      reply (session, hello);
      break;
    case 'd':
      reply (session, go);
      session->in_data = 1;
      break;
    case 'q':
      reply (session, bye);
      *quit = 1;
      break;
    default:
      reply (session, ok);
    }
  return (size_t) (end - session->bytes) + 1;
}

static int
serve_once (Session *session)
{
  ssize_t n = read (session->fd, session->bytes + session->length, BUFFER - session->length);
  size_t at = 0;
  int quit = 0;

  if (n <= 0)
    return 0;
  session->length += (size_t) n;
  for (;;)
    {
      size_t next = session->in_data ? take_data (session, at) : take_command (session, at, &quit);
      int was_data = session->in_data;

      if (next == at || (was_data && session->in_data && next > at))
        {
          at = next;
          break;
        }
      at = next;
    }
  memmove (session->bytes, session->bytes + at, session->length - at);
  session->length -= at;
  if (session->n_replies > 0 && write (session->fd, session->replies, session->n_replies) < 0)
    return 0;
  session->n_replies = 0;
  return !quit;
}

static void *
serve (void *data)
{
  Session *session = data;

  if (write (session->fd, "220 sink ESMTP\r\n", 16) == 16)
    {
      while (serve_once (session))
        continue;
    }
  close (session->fd);
  free (session);
  return NULL;
}

int
main (int    argc,
      char **argv)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int listener = socket (AF_INET, SOCK_STREAM, 0);
  int one = 1;
  int file;

  if (argc != 3)
    return 2;
  signal (SIGPIPE, SIG_IGN);
  file = open (argv[2], O_RDWR | O_CREAT, 0644);
  if (file < 0 || ftruncate (file, 4096) != 0)
    return 1;
  count = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  address.sin_port = htons ((uint16_t) atoi (argv[1]));
  setsockopt (listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0 || listen (listener, 256) != 0)
    {
      perror ("sink");
      return 1;
    }
  for (;;)
    {
      Session *session = calloc (1, sizeof *session);
      pthread_t thread;

      session->fd = accept (listener, NULL, NULL);
      if (session->fd < 0)
        return 1;
      setsockopt (session->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      pthread_create (&thread, NULL, serve, session);
      pthread_detach (thread);
    }
}
