import { z } from 'zod';
import { defineOperations } from './operation.ts';

const readinessSchema = z
  .object({ status: z.enum(['ready', 'not_ready']), checks: z.record(z.string(), z.enum(['ok', 'failed'])) })
  .meta({ id: 'Readiness' });

export const opsOperations = defineOperations({
  getHealth: {
    method: 'get',
    path: '/health',
    tag: 'Ops',
    summary: 'The process lives; no dependency is asked',
    access: { by: 'anyone' },
    internal: true,
    answers: { 200: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }) },
  },
  getReadiness: {
    method: 'get',
    path: '/health/ready',
    tag: 'Ops',
    summary: 'Everything that the process needs answers',
    access: { by: 'anyone' },
    internal: true,
    answers: { 200: readinessSchema, 503: readinessSchema },
  },
  getMetrics: {
    method: 'get',
    path: '/metrics',
    tag: 'Ops',
    summary: 'Figures for Prometheus: this process, the queues, and the work that is left',
    description:
      'In the text format of Prometheus. It shows spend and failures, so it asks for a key: give Prometheus one with the scope `metrics:read` alone. Workers serve theirs on METRICS_PORT.',
    access: { by: 'principal', scope: 'metrics:read' },
    internal: true,
    answers: { 200: 'text/plain' },
  },
  getOpenApiDocument: {
    method: 'get',
    path: '/api/openapi.json',
    tag: 'Ops',
    summary: 'This document: OpenAPI 3.1',
    access: { by: 'anyone' },
    answers: { 200: 'application/json', 304: null },
  },
});
