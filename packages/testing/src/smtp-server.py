"""
A mail server on a free port of loopback, by Debian's aiosmtpd. For tests: python3 smtp-server.py SETTINGS, a JSON object
{tls: none|starttls|implicit, cert, key, user, password}. Prints `ready PORT`, then a JSON line a mail; ends with its standard
input. Addresses say what happens to a mail: rcpt-450@ and data-451@ are answered with that status, hang-rcpt@ never,
drop-data@ is taken and the connection closed without an answer.
"""
import asyncio
import json
import os
import re
import ssl
import sys

from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult

settings = json.loads(sys.argv[1])


def say(line):
    print(line, flush=True)


class Mailbox(Sink):
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('hang-rcpt'):
            say(json.dumps({'hangs': True}))
            await asyncio.sleep(3600)
        refusal = re.match(r'rcpt-(\d{3})@', address)
        if refusal:
            return refused(refusal[1])
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        [address] = envelope.rcpt_tos
        refusal = re.match(r'data-(\d{3})@', address)
        if refusal:
            return refused(refusal[1])
        say(json.dumps({
            'from': envelope.mail_from,
            'to': address,
            'content': envelope.content.decode('utf8'),
            'encrypted': session.ssl is not None or settings['tls'] == 'implicit',
            'authenticated': bool(session.authenticated),
        }))
        if address.startswith('drop-data'):
            server.transport.abort()
        return '250 2.0.0 queued as 4F2A'


def refused(status):
    return f'{status} {status[0]}.7.1 Said so'


def authenticate(server, session, envelope, mechanism, data):
    if data.login == b'slow-down':
        return AuthResult(success=False, handled=False, message='454 4.7.0 Temporary authentication failure')
    known = (data.login.decode(), data.password.decode()) == (settings['user'], settings['password'])
    return AuthResult(success=known, handled=False)


def context():
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(settings['cert'], settings['key'])
    return made


def connection():
    wants_login = settings['user'] is not None
    return SMTP(
        Mailbox(),
        hostname='mail.test',
        enable_SMTPUTF8=True,
        tls_context=context() if settings['tls'] == 'starttls' else None,
        auth_required=wants_login,
        auth_require_tls=settings['tls'] == 'starttls',
        authenticator=authenticate if wants_login else None,
    )


async def main():
    loop = asyncio.get_running_loop()
    encryption = context() if settings['tls'] == 'implicit' else None
    server = await loop.create_server(connection, '127.0.0.1', 0, ssl=encryption)
    say(f'ready {server.sockets[0].getsockname()[1]}')
    await loop.run_in_executor(None, sys.stdin.read)
    # Connections may hang; nobody waits for them.
    os._exit(0)


asyncio.run(main())
