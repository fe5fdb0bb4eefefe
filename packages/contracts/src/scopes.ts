import { z } from 'zod';

export const serviceScopes = [
  'clients:read',
  'clients:write',
  'projects:read',
  'projects:write',
  'videos:read',
  'videos:write',
  'scripts:write',
  'assembly:read',
  'assembly:write',
  'assets:read',
  'assets:write',
  'usage:read',
  'metrics:read',
] as const;
export const scopes = [...serviceScopes, 'staff'] as const;

export const scopeSchema = z
  .enum(scopes)
  .meta({ id: 'Scope', description: 'What a key may be allowed to do; `staff` is everything.' });
export type Scope = (typeof scopes)[number];
