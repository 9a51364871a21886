// SPDX-License-Identifier: GPL-3.0-or-later
// nodemailer.js PORT N CONNECTIONS: the same newsletter as ours through a pool of nodemailer's, personalised, every link
// with a token of its own, signed with key.pem; prints messages a second. Needs letter.html and key.pem beside it.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const nodemailer = require('nodemailer');

const [port, total, connections] = process.argv.slice(2).map(Number);
const letter = fs.readFileSync('letter.html', 'utf8');
const transport = nodemailer.createTransport({
  host: '127.0.0.1', port, secure: false, ignoreTLS: true, pool: true, maxConnections: connections, maxMessages: Infinity,
  dkim: { domainName: 'example.com', keySelector: 's1', privateKey: fs.readFileSync('key.pem', 'utf8') },
});

function token(recipient, link) {
  return crypto.createHmac('sha256', 'key').update(`${recipient}:${link}`).digest('base64url');
}

function personalise(recipient) {
  let link = 0;
  return letter.replace(/\{\{ contact\.first_name \}\}/g, 'Lucia')
    .replace(/href="https:[^"]*"/g, () => `href="https://t.example.com/c/${token(recipient, link++)}"`)
    .replace('</body>', `<img src="https://t.example.com/o/${token(recipient, 'o')}" alt=""></body>`);
}

let begun = 0;
let ended = 0;
const started = process.hrtime.bigint();

function endOne(error) {
  if (error)
    throw error;
  if (++ended < total)
    return;
  console.log(total / (Number(process.hrtime.bigint() - started) / 1e9));
  transport.close();
}

function fillPool() {
  while (transport.isIdle() && begun < total) {
    const recipient = begun++;
    const html = personalise(recipient);
    transport.sendMail({
      from: 'Bottega <shop@example.com>',
      to: { name: 'Lucia', address: `u${recipient}@d${recipient % 5000}.example.com` },
      subject: 'Novità per Lucia',
      text: html.replace(/<[^>]*>/g, ' '),
      html,
      list: { unsubscribe: `https://t.example.com/u/${token(recipient, 'u')}` },
    }, endOne);
  }
}

transport.on('idle', fillPool);
fillPool();
