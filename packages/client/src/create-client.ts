import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { paths } from './schema.ts';

/** One method for each HTTP method, typed by path: `client.GET('/api/videos/{id}', { params: { path: { id } } })`. */
export type BomClient = Client<paths>;

export interface ClientOptions {
  /** Where the API is, such as `https://api.studio.example`. */
  baseUrl: string;
  /** An API key or access token; a function is asked for each request, so that tokens can be refreshed. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Instead of the global fetch. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Opens nothing; each call is one request. Answers are `{data, error, response}`, errors are problems (`isProblem`). */
export function createBomClient({ baseUrl, token, fetch }: ClientOptions): BomClient {
  const client = createClient<paths>({ baseUrl, ...(fetch ? { fetch } : {}) });
  client.use({
    async onRequest({ request }) {
      const value = typeof token === 'function' ? await token() : token;
      if (value !== undefined && !request.headers.has('authorization')) {
        request.headers.set('authorization', `Bearer ${value}`);
      }
      return request;
    },
  });
  return client;
}
