import { z } from 'zod';
import { videoSchema } from './films.ts';
import { versionSchema } from './fields.ts';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

const projectStatusSchema = z
  .enum(['active', 'paused', 'completed', 'archived'])
  .meta({ id: 'ProjectStatus', description: 'For people and lists alone: it stops no film.' });

export const projectSchema = z
  .object({
    id: z.uuid(),
    client_id: z.uuid(),
    name: z.string(),
    status: projectStatusSchema,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    version: versionSchema,
  })
  .meta({ id: 'Project' });
export type ProjectAnswer = z.infer<typeof projectSchema>;

const projectWithVideosSchema = projectSchema
  .extend({
    videos: z.array(videoSchema).meta({
      description:
        'The newest 100; `GET /api/videos?project_id=` pages through all. Clients see those sent for review.',
    }),
  })
  .meta({ id: 'ProjectWithVideos' });

const name = z.string().trim().min(1).max(200);

export const projectOperations = defineOperations({
  listProjects: {
    method: 'get',
    path: '/api/projects',
    tag: 'Projects',
    summary: 'List projects',
    access: { by: 'principal', scope: 'projects:read', clients: true },
    query: listQuerySchema.extend({ client_id: z.uuid().optional(), status: projectStatusSchema.optional() }),
    answers: { 200: listOf(projectSchema) },
  },
  createProject: {
    method: 'post',
    path: '/api/projects',
    tag: 'Projects',
    summary: 'Create a project',
    access: { by: 'principal', scope: 'projects:write' },
    body: z
      .strictObject({ client_id: z.uuid(), name, status: projectStatusSchema.default('active') })
      .meta({ id: 'NewProject' }),
    idempotent: true,
    versioned: true,
    answers: { 201: projectSchema },
    problems: ['not_found'],
  },
  getProject: {
    method: 'get',
    path: '/api/projects/{id}',
    tag: 'Projects',
    summary: 'Read a project with its videos',
    access: { by: 'principal', scope: 'projects:read', clients: true },
    params: idParamSchema,
    versioned: true,
    answers: { 200: projectWithVideosSchema },
  },
  updateProject: {
    method: 'patch',
    path: '/api/projects/{id}',
    tag: 'Projects',
    summary: 'Change a project',
    access: { by: 'principal', scope: 'projects:write' },
    params: idParamSchema,
    body: z.strictObject({ name, status: projectStatusSchema }).partial().meta({ id: 'ProjectChange' }),
    versioned: true,
    answers: { 200: projectSchema },
  },
  deleteProject: {
    method: 'delete',
    path: '/api/projects/{id}',
    tag: 'Projects',
    summary: 'Delete a project',
    description:
      'Gone from every list with its videos, until it is restored. Refused while one of its videos is being made.',
    access: { by: 'principal', scope: 'projects:write' },
    params: idParamSchema,
    versioned: true,
    answers: { 204: null },
    problems: ['conflict'],
  },
  restoreProject: {
    method: 'post',
    path: '/api/projects/{id}/restore',
    tag: 'Projects',
    summary: 'Bring a deleted project back',
    description: 'A project that is not deleted is answered as it is.',
    access: { by: 'principal', scope: 'projects:write' },
    params: idParamSchema,
    versioned: true,
    answers: { 200: projectSchema },
  },
});
