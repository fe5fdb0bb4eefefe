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

/** What a key may be allowed to do; `staff` is everything. */
export const scopeSchema = z.enum(scopes).meta({ id: 'Scope' });
export type Scope = (typeof scopes)[number];
