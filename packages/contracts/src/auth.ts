import { z } from 'zod';
import { clientSchema } from './clients.ts';
import { defineOperations } from './operation.ts';
import { scopeSchema } from './scopes.ts';

const emailSchema = z
  .email()
  .max(254)
  .meta({ description: 'Where the link goes, if the address is known.', examples: ['ann@bakery.example'] });

const tokenSchema = z
  .string()
  .min(1)
  .max(200)
  .meta({
    description: '256 random bits in base64url; works once.',
    examples: ['Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k'],
  });

const roleSchema = z.enum(['staff', 'client']).meta({ description: 'Who signed in.' });

/** What a sign-in gives. */
export const sessionSchema = z
  .object({
    access_token: z.string().meta({ description: 'A JWT, sent as "Authorization: Bearer …".' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the access token ends.', examples: [900] }),
    refresh_token: z.string().meta({ description: 'Good for one refresh; that answer carries the next one.' }),
    client: clientSchema.nullable().meta({ description: 'The client that signed in; null for staff.' }),
    role: roleSchema,
  })
  .meta({ id: 'Session' });
export type SessionAnswer = z.infer<typeof sessionSchema>;

const callerSchema = z
  .object({
    role: z
      .enum(['staff', 'client', 'service'])
      .meta({ description: '`service`: an API key without the scope `staff`.' }),
    id: z.string().meta({ description: 'As it stands in events.', examples: ['staff:ann@studio.example', 'key:1f0c'] }),
    email: z.string().nullable().meta({ description: 'Null for API keys.' }),
    client: clientSchema.nullable().meta({ description: 'For a client: itself; null for others.' }),
    scopes: z.array(scopeSchema).meta({ description: 'What the caller may; empty for clients.' }),
  })
  .meta({ id: 'Caller' });

export const authOperations = defineOperations({
  requestMagicLink: {
    method: 'post',
    path: '/api/auth/magic-link',
    tag: 'Authentication',
    summary: 'Ask for a sign-in link by mail',
    description:
      'The answer is the same whether or not the address is known. The link leads to the portal, works once and lasts 10 minutes; a newer one voids it.',
    access: { by: 'anyone' },
    guarded: 'mail',
    body: z.strictObject({ email: emailSchema }).meta({ id: 'MagicLinkRequest' }),
    answers: { 200: z.object({ message: z.literal('Magic link sent') }).meta({ id: 'MagicLinkSent' }) },
  },
  verifyMagicLink: {
    method: 'get',
    path: '/api/auth/verify',
    tag: 'Authentication',
    summary: 'Sign in with the token of a link',
    description: 'Spends the token. HEAD spends nothing.',
    access: { by: 'anyone' },
    guarded: true,
    query: z.strictObject({ token: tokenSchema }),
    answers: { 200: sessionSchema },
    problems: ['invalid_token'],
  },
  verifyMagicLinkByPost: {
    method: 'post',
    path: '/api/auth/verify',
    tag: 'Authentication',
    summary: 'Sign in with the token of a link, kept out of addresses and logs',
    access: { by: 'anyone' },
    guarded: true,
    body: z.strictObject({ token: tokenSchema }).meta({ id: 'MagicLinkToken' }),
    answers: { 200: sessionSchema },
    problems: ['invalid_token'],
  },
  refreshSession: {
    method: 'post',
    path: '/api/auth/refresh',
    tag: 'Authentication',
    summary: 'Trade a refresh token for a new session',
    description: 'Each refresh token works once. One that comes a second time ends the whole session: it was stolen.',
    access: { by: 'anyone' },
    guarded: true,
    body: z.strictObject({ refresh_token: tokenSchema }).meta({ id: 'RefreshRequest' }),
    answers: { 200: sessionSchema },
    problems: ['invalid_token'],
  },
  logout: {
    method: 'post',
    path: '/api/auth/logout',
    tag: 'Authentication',
    summary: 'End the session',
    description:
      'Of the access token that is sent as bearer, of the refresh token in the body, or both. Its tokens are refused from then on.',
    access: { by: 'anyone' },
    guarded: true,
    body: z.strictObject({ refresh_token: tokenSchema.optional() }).meta({ id: 'LogoutRequest' }),
    answers: { 204: null },
    problems: ['unauthenticated'],
  },
  getCaller: {
    method: 'get',
    path: '/api/auth/me',
    tag: 'Authentication',
    summary: 'Who am I',
    access: { by: 'principal', scope: 'any', clients: true },
    answers: { 200: callerSchema },
  },
});
