/** Takes mails as Resend does (POST /emails) and hands them to Mailpit, whose page shows them. For development alone. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { env, stdout } from 'node:process';

const mailpit = env.MAILPIT_URL ?? 'http://mailpit:8025';
const port = Number(env.PORT ?? 3100);

const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    return undefined;
  });
});
server.listen(port, () => stdout.write(`mail-catcher is up on ${server.address().port}\n`));

async function answer(request) {
  if (request.method !== 'POST' || request.url !== '/emails') return { status: 404, body: { name: 'not_found' } };
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await handOver(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    return { status: 200, body: { id: randomUUID() } };
  } catch (error) {
    return { status: 500, body: { statusCode: 500, name: 'application_error', message: String(error) } };
  }
}

async function handOver({ from, to, subject, html, text }) {
  const mail = {
    From: addressOf(from),
    To: [to].flat().map(addressOf),
    Subject: subject,
    ...(html ? { HTML: html } : {}),
    ...(text ? { Text: text } : {}),
  };
  const sent = await fetch(`${mailpit}/api/v1/send`, { method: 'POST', body: JSON.stringify(mail) });
  if (!sent.ok) throw new Error(`Mailpit answered ${sent.status}: ${await sent.text()}`);
}

/** `Name <address>` or the address alone. */
function addressOf(text) {
  const [, name, email] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? [];
  return email ? { Name: name ?? '', Email: email } : { Email: text };
}
