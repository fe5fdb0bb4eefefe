import type { Operation, OperationId, Operations } from '@bom/contracts';
import type { PrismaClient } from '@bom/db';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.ts';

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

type BodyOf<O extends Operation> = O extends { reads: 'raw' }
  ? Buffer
  : O extends { reads: 'stream' }
    ? undefined
    : O extends { body: infer Schema }
      ? Parsed<Schema>
      : undefined;

/** What a handler gets: everything checked, and typed by the operation. */
export interface Call<O extends Operation> {
  params: O extends { params: infer Schema } ? Parsed<Schema> : undefined;
  query: O extends { query: infer Schema } ? Parsed<Schema> : undefined;
  body: BodyOf<O>;
  principal: O['access'] extends { by: 'principal' } ? Principal : null;
  /**
   * The database as this caller may see it: a client finds nothing that is not theirs, whatever the query says. Use it,
   * not `deps.db.prisma`, wherever the caller names what is looked for.
   */
  prisma: PrismaClient;
  request: Request;
  response: Response;
}

interface Headers {
  headers?: Record<string, string>;
}

type AnswerWith<Status, Body> = Body extends z.ZodType
  ? Headers & { status: Status; body: z.input<Body> }
  : Body extends string
    ? Headers & { status: Status; body: string | Buffer }
    : Headers & { status: Status };

type DeclaredAnswers<O extends Operation> = {
  [Status in keyof O['answers'] & number]: AnswerWith<Status, O['answers'][Status]>;
}[keyof O['answers'] & number];

/** `sent`: the handler wrote the answer itself, as streams of events and files do. */
export type Answer<O extends Operation> = DeclaredAnswers<O> | 'sent';

export type Handler<O extends Operation> = (call: Call<O>) => Promise<Answer<O>> | Answer<O>;

/** A handler for each operation: one that is missing does not compile. */
export type Handlers = { [Id in OperationId]: Handler<Operations[Id]> };

/** The handlers of one resource, named by its operations. */
export type HandlersOf<Own extends Record<string, Operation>> = { [Id in keyof Own]: Handler<Own[Id]> };
